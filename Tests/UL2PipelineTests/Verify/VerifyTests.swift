/// `verify` on whole outputs: sound ones, unfinished ones, those of other tools.
import TestSupport
import Testing
import UL2Pipeline

@Suite struct VerifyTests {
  @Test(arguments: [ColumnSet.compact, .full], [nil, "zstd:1"])
  func soundShards(_ columns: ColumnSet, _ compression: String?) throws {
    let corpus = try Corpus(columns: columns, compression: compression)
    let report = try verify(corpus.shards)
    #expect(report.problems == [] && report.isSound && report.notes == [])
    #expect(report.kind == .shards && report.files > 6)
    #expect(report.rows > 100 && report.examples > 100 && report.tokens >= 20_000)
    let deep = try verify(corpus.shards, isDeep: true)
    #expect(deep.problems == [])
    // For any number of workers.
    #expect(try verify(corpus.shards, workers: 1).json(.plain) == report.json(.plain))
    #expect(try verify(corpus.shards, workers: 7).json(.plain) == report.json(.plain))
  }

  @Test(arguments: [false, true])
  func soundStores(_ appendsEOD: Bool) throws {
    let corpus = try Corpus(appendsEOD: appendsEOD)
    let store = try verify(corpus.stores + "/notes", isDeep: true)
    #expect(store.problems == [] && store.kind == .tokenStore)
    #expect(store.files == 10 && store.documents == 60)
    let all = try verify(corpus.stores)
    #expect(all.problems == [] && all.kind == .tokenStores && all.documents == 120)
    #expect(try verify(corpus.shards, isDeep: true).problems == [])
  }

  @Test func storesElsewhere() throws {
    let corpus = try Corpus()
    try rename(corpus.stores, to: corpus.directory("moved"))
    let problem = #expect(throws: Problem.self) { try verify(corpus.shards, isDeep: true) }
    #expect(problem?.kind == .noInput && problem?.fix?.parts.contains(.setting(.tokens)) == true)
    let report = try verify(corpus.shards, isDeep: true, tokens: corpus.directory("moved"))
    #expect(report.problems == [])
  }

  /// Sentinels and markers in raw text look like inserted ones.
  @Test(arguments: [
    ("unigram-8k", "<extra_id_0> x <extra_id_2> <extra_id_1>", "<extra_id_1>"),
    ("bpe-8k", "<fim_suffix> x <fim_middle> <fim_prefix>", "<fim_middle>"),
  ])
  func textWithMarkers(_ model: String, _ marker: String, _ piece: String) throws {
    let corpus = try Corpus(marker: marker, model: model)
    // Plan and rows take them as any other token.
    let tokenizer = try Tokenizer(fixture("tokenizers/\(model).model")) { _ in false }
    let id = try #require(tokenizer.id(ofPiece: piece))
    let store = try IndexedDataset(corpus.stores + "/notes/00000")
    let first: [Int] = try store.tokens(of: 0)
    #expect(first.contains(id))
    #expect(try verify(corpus.shards).problems == [])
    #expect(try verify(corpus.shards, isDeep: true).problems == [])
  }

  @Test func unfinishedOutput() throws {
    let corpus = try Corpus()
    for path in [corpus.shards, corpus.stores + "/notes"] {
      try removeFile(path + "/manifest.json")
      try makeDirectories(path + "/.ul2prep")
      let report = try verify(path)
      #expect(report.problems.count == 1 && report.problems[0].problem == "unfinished output")
      #expect(report.problems[0].fix?.contains("again") == true)
    }
    let all = try verify(corpus.stores)
    #expect(all.problems.map(\.problem) == ["unfinished output"] && all.documents == 60)
  }

  @Test func nothingThere() throws {
    let directory = TemporaryDirectory()
    for path in [directory.path, directory("none"), fixture("README.md")] {
      let problem = #expect(throws: Problem.self) { try verify(path) }
      #expect(problem?.kind == .noInput && problem?.path == path)
    }
  }

  @Test(arguments: ["plain", "zstd", "tokens"])
  func shardsOfAnotherTool(_ name: String) throws {
    let report = try verify(fixture("mds/" + name))
    #expect(report.problems == [] && report.rows > 0)
    #expect(report.notes.contains { $0.contains("no manifest of ul2prep") })
    #expect(report.notes.contains { $0.contains("without an xxh3_64") } == (name == "plain"))
  }

  @Test func storeOfAnotherTool() throws {
    let corpus = try Corpus()
    let store = corpus.stores + "/notes"
    for name in try files(below: store) where name.contains("meta") || name.hasSuffix("n") {
      if !name.hasSuffix(".bin") || name.contains("meta") { try removeFile(store + "/" + name) }
    }
    let report = try verify(store)
    #expect(report.problems == [] && report.documents == 60 && report.files == 4)
    #expect(report.notes.contains { $0.contains("no manifest of ul2prep") })
  }

  @Test func filesTooManyAndTooFew() throws {
    let corpus = try Corpus(compression: nil)
    try corpus.directory.write([1], "shards/00000/shard.00099.mds")
    #expect(
      try verify(corpus.shards).problems.map(\.problem)
        == ["a file that index.json does not name"])
    try removeFile(corpus.shards + "/00000/shard.00099.mds")
    try removeFile(corpus.shards + "/00000/shard.00001.mds")
    let report = try verify(corpus.shards)
    #expect(report.problems.count == 1)
    #expect(report.problems[0].path == corpus.shards + "/00000/shard.00001.mds")

    let store = corpus.stores + "/notes/"
    try AtomicFile.write(readFile(store + "00000.idx"), to: store + "zzz.idx")
    #expect(
      try verify(store).problems.map(\.problem) == ["an index that the manifest does not name"])
  }

  @Test func inputsThatHaveChanged() throws {
    let corpus = try Corpus()
    let input = corpus.directory("raw/notes1.jsonl")
    try corpus.directory.write(readFile(input) + [0x0A], "raw/notes1.jsonl")
    let report = try verify(corpus.stores + "/notes", isDeep: true)
    #expect(report.problems.allSatisfy { $0.path == input } && report.problemCount == 2)
    #expect(try verify(corpus.stores + "/notes").isSound)
  }

  @Test func twentyProblemsAFile() throws {
    let corpus = try Corpus(compression: nil)
    try rewrite(corpus.shards) { _, row in row["prefix_lens"]![0] += 1 }
    let report = try verify(corpus.shards)
    let path = corpus.shards + "/00000/shard.00000.mds"
    let own = report.problems.filter { $0.path == path }
    #expect(own.count == 21)
    let last = try #require(own.last?.problem)
    #expect(last.hasPrefix("and ") && last.hasSuffix(" more"))
    #expect(report.problemCount > 100)
    #expect(report.json(.plain)["problems"]?.array?.count == report.problems.count)
  }
}
