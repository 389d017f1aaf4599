/// Rows that are wrong though every hash is right.
import TestSupport
import Testing
import UL2Pipeline

@Suite struct VerifyRowTests {
  /// Packed once; each test changes a copy.
  private static let packed = Result {
    let path = sharedScratch()
    let corpus = try Corpus(columns: .full, compression: nil)
    try copyTree(corpus.directory.path, to: path)
    return path
  }
  private let directory = TemporaryDirectory()
  private var shards: String { directory("shards") }
  private var stores: String { directory("stores") }

  init() throws { try directory.copy(Self.packed.get()) }

  /// The problems of row 7 after a change to it.
  private func problems(
    isDeep: Bool = false, _ change: (inout Columns) -> Void
  ) throws -> [Problem] {
    try rewrite(shards) { row, columns in if row == 7 { change(&columns) } }
    return try verify(shards, isDeep: isDeep, tokens: stores).problems
  }

  private func expect(
    _ text: String, isDeep: Bool = false, place: String = "row 7",
    _ change: (inout Columns) -> Void
  ) throws {
    let found = try problems(isDeep: isDeep, change)
    #expect(
      found.contains { $0.problem.contains(text) && $0.place?.hasPrefix(place) == true },
      "\(text): \(found)")
  }

  @Test func unchangedIsSound() throws { #expect(try problems { _ in } == []) }

  @Test func boundsBeginElsewhere() throws {
    try expect("cu_seqlens does not begin at 0") { $0["cu_seqlens"]![0] = 1 }
  }
  @Test func boundsFall() throws {
    try expect("cu_seqlens does not increase") { $0["cu_seqlens"]![1] = 0 }
  }
  @Test func boundsBeyondTheRow() throws {
    try expect("cu_seqlens goes beyond the row") { row in
      row["cu_seqlens"]![row["cu_seqlens"]!.count - 1] = 129
    }
  }
  @Test func anExampleTooLong() throws {
    try expect("length of an example") { $0["lengths"]![0] -= 2 }
  }
  @Test func noTokens() throws {
    try expect("a chunk that") { $0["lengths"]![0] = 0 }
    try expect("a chunk that") { $0["lengths"]![0] = Int(UInt32.max) }
  }
  @Test func lossStart() throws {
    try expect("loss start") { row in row["loss_starts"]![0] = 127 }
    try expect("loss start") { row in row["loss_starts"]![0] = -1 }
  }
  @Test func prefixLength() throws {
    try expect("prefix length") { $0["prefix_lens"]![0] += 1 }
    try expect("prefix length") { $0["prefix_lens"]![0] = -5 }
  }
  @Test func indexesBeyondTheManifest() throws {
    try expect("an objective that the manifest does not have") { $0["objectives"]![0] = 200 }
  }
  @Test func sourceBeyondTheManifest() throws {
    try expect("a source that the manifest does not have") { $0["sources"]![0] = 2 }
  }
  @Test func epochBeyondTheManifest() throws {
    try expect("an epoch of") { $0["epochs"]![0] = 60_000 }
  }
  @Test func documentBeyondTheStore() throws {
    try expect("a document of") { $0["documents"]![0] = 1_000 }
    try expect("a document of") { $0["documents"]![0] = -1 }
  }
  @Test func columnsOfOtherCounts() throws {
    try expect("is for another number of examples") { $0["epochs"]!.append(0) }
  }
  @Test func tokenBeyondTheVocabulary() throws {
    try expect("token beyond the vocabulary at position 3") { $0["tokens"]![3] = 60_000 }
  }

  @Test func paddingHoldsATokenOrTheRowIsFull() throws {
    // A row with some padding.
    var changed = false
    try rewrite(shards) { _, row in
      guard !changed, row["cu_seqlens"]!.last! < 128 else { return }
      row["tokens"]![127] = 77
      changed = true
    }
    #expect(changed)
    let found = try verify(shards).problems
    #expect(found.contains { $0.problem == "padding holds a token at position 127" })
  }

  @Test(arguments: [
    "attention_mask", "decoder_causal_attention", "decoder_input_tokens", "decoder_loss_weights",
    "decoder_positions", "decoder_segment_ids", "decoder_target_tokens",
  ])
  func features(_ column: String) throws {
    try expect("\(column) at position 5") { $0[column]![5] ^= 1 }
  }

  /// Markers in the wrong place, for each objective.
  @Test func markers() throws {
    var seen: Set<String> = []
    let manifest = try JSONValue.parse(file: shards + "/manifest.json")
    let names = manifest["objectives"]!.array!.map { $0["name"]!.string! }
    var broken: [(row: Int, example: Int, name: String)] = []
    try rewrite(shards) { row, columns in
      for (i, objective) in columns["objectives"]!.enumerated() {
        guard seen.insert(names[objective]).inserted else { continue }
        let end = columns["cu_seqlens"]![i + 1]
        // The end marker of span corruption and FIM; a prompt or the end of the others.
        columns["tokens"]![end - 1] = 8
        columns["decoder_target_tokens"]![end - 1] = 8
        let isCausal = names[objective] == "causal" || names[objective] == "prefix_lm"
        if !isCausal { broken.append((row, i, names[objective])) }
      }
    }
    #expect(seen.isSuperset(of: ["span_corruption", "fim_psm", "fim_spm", "causal", "prefix_lm"]))
    let found = try verify(shards).problems
    for (row, example, name) in broken {
      #expect(
        found.contains {
          $0.place == "row \(row), example \(example)" && $0.problem.hasPrefix(name + ":")
        }, "\(name)")
    }
  }

  @Test func sentinelsOutOfOrder() throws {
    let manifest = try JSONValue.parse(file: shards + "/manifest.json")
    let names = manifest["objectives"]!.array!.map { $0["name"]!.string! }
    let first = manifest["tokenizer"]!["sentinels"]!["first"]!.int!
    let step = manifest["tokenizer"]!["sentinels"]!["step"]!.int!
    var changed = 0
    try rewrite(shards) { _, row in
      for (i, objective) in row["objectives"]!.enumerated()
      where names[objective] == "span_corruption" && row["lengths"]![i] > 40 {
        for at in row["cu_seqlens"]![i]..<row["cu_seqlens"]![i + 1] {
          for column in ["tokens", "decoder_target_tokens"] {
            let token = row[column]![at]
            if token == first {
              row[column]![at] = first + step
            } else if token == first + step {
              row[column]![at] = first
            }
          }
        }
        changed += 1
      }
    }
    #expect(changed > 0)
    let found = try verify(shards).problems
    #expect(found.contains { $0.problem.hasPrefix("span_corruption: ") })
  }

  @Test func aTokenThatTheStoreDoesNotHave() throws {
    // Only --deep detects it: any token may appear in a text.
    var place = ""
    try rewrite(shards) { row, columns in
      guard place.isEmpty, let i = columns["objectives"]!.firstIndex(of: 0) else { return }
      let at = columns["cu_seqlens"]![i] + 1
      for column in ["tokens", "decoder_target_tokens"] { columns[column]![at] ^= 1 }
      columns["decoder_input_tokens"]![at + 1] ^= 1
      place = "row \(row), example \(i)"
    }
    #expect(try verify(shards).problems == [])
    let found = try verify(shards, isDeep: true, tokens: stores).problems
    #expect(found.count == 1 && found[0].place == place)
    #expect(found.first?.problem.contains("is not the store's") == true)
  }

  @Test func aChunkTwice() throws {
    // The second row becomes the first again.
    var first: Columns = [:]
    try rewrite(shards) { row, columns in
      if row == 0 { first = columns }
      if row == 1 { columns = first }
    }
    let found = try verify(shards).problems
    #expect(found.contains { $0.problem == "a chunk is in the block twice" })
  }

  @Test func chunksThatDoNotTile() throws {
    var changed = false
    try rewrite(shards) { _, row in
      guard !changed, let i = row["offsets"]!.firstIndex(where: { $0 > 0 }) else { return }
      row["offsets"]![i] += 1
      changed = true
    }
    let found = try verify(shards).problems
    #expect(found.contains { $0.problem == "the document's chunks do not follow one another" })
    #expect(found[0].path == shards + "/00000")
  }

  @Test(arguments: [
    (["totals", "rows"], "totals.rows"), (["totals", "documents"], "totals.documents"),
    (["totals", "positions"], "totals.positions"),
    (["totals", "loss_tokens"], "totals.loss_tokens"),
    (["totals", "fill"], "totals.fill"), (["totals", "blocks"], "totals.blocks"),
    (["sources", "0", "tokens"], "sources[0].tokens"),
    (["sources", "1", "documents"], "sources[1].documents"),
    (["sources", "1", "share_drawn"], "sources[1].share_drawn"),
    (["objectives", "1", "chunks"], "objectives[1].chunks"),
    (["objectives", "3", "shares", "loss_token"], "objectives[3].shares.loss_token"),
  ])
  func countsOfTheManifest(_ path: [String], _ place: String) throws {
    try editManifest(shards) { $0.set(path, 3) }
    let found = try verify(shards).problems
    #expect(found.count == 1 && found[0].place == place, "\(found)")
  }

  /// Values that make no sense: a problem with their place, no trap.
  @Test(
    arguments: [
      (["objectives", "3", "mean_span_length"], JSONValue(0)),
      (["objectives", "3", "noise_density"], -1),
      (["objectives", "3", "mean_span_length"], "0.001"),
      (["objectives", "2", "prefix"], ["suffix": 0]),
      (["objectives", "0", "prompt_ids"], ["x"]), (["objectives", "0", "name"], "other"),
      (["tokenizer", "sentinels", "count"], 0), (["tokenizer", "pad"], -1),
      (["tokenizer", "vocab_size"], 9_999_999_999), (["sequence_length"], 0),
      (["sequence_length"], "9e9"),
      (["seed"], -1), (["columns"], "some"), (["format"], 4), (["sources"], []),
      (["sources", "0", "epochs"], 0),
    ] as [([String], JSONValue)])
  func absurdManifests(_ path: [String], _ value: JSONValue) throws {
    try editManifest(shards) { $0.set(path, value) }
    let report = try verify(shards)
    #expect(!report.isSound)
    #expect(report.problems[0].path == shards + "/manifest.json", "\(report.problems)")
  }

  @Test func coincidingMarkers() throws {
    // The FIM middle's marker is the end's: nothing traps.
    let manifest = try JSONValue.parse(file: shards + "/manifest.json")
    let eot = manifest["tokenizer"]!["fim"]!["eot"]!
    try editManifest(shards) { $0.set(["tokenizer", "fim", "middle"], eot) }
    #expect(try !verify(shards).isSound)
    #expect(try !verify(shards, isDeep: true, tokens: stores).isSound)
  }
}
