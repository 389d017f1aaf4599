/// A training of three stages on the recipe: the recipe, then much code in longer rows, then a schedule.
import TestSupport
import Testing
import UL2Pipeline

@Suite("plan --continue-from")
struct StagesTests {
  private let scratch = Scratch()

  /// The recipe with other weights, and a schedule.
  private func mixture(_ name: String, _ weights: [String: Double], _ schedule: JSONValue = .null)
    throws -> String
  {
    let recipe = try JSONValue.parse(file: openMoE)
    let sources = try #require(recipe["sources"]?.members).map { member in
      let own = member.value["weight"] ?? 0
      return JSONValue.Member(
        member.key, ["weight": weights[member.key].map { JSONValue($0) } ?? own])
    }
    let text = JSONValue.object(
      [
        .init("name", .string(name)), .init("sources", .object(sources)),
        .init("objectives", recipe["objectives"] ?? .null), .init("fim", recipe["fim"] ?? .null),
        .init("schedule", schedule),
      ]
    ).text()
    return try scratch.write(text, to: name + ".json")
  }

  private var code: String {
    get throws {
      try mixture(
        "code", ["common_crawl": 10, "wikipedia": 0, "github": 30, "the_stack": 40])
    }
  }

  private var schedule: String {
    get throws {
      try mixture(
        "schedule", [:],
        [
          ["from": 0, "weights": ["common_crawl": 20]],
          ["from": "1M", "weights": ["common_crawl": 0, "wikipedia": 50, "github": 0]],
          ["from": "2M", "weights": ["c4": 0]],
        ])
    }
  }

  private func plan(
    _ mixture: String, _ width: Int, _ tokens: String, to output: String, _ more: [String] = []
  ) throws -> CommandResult {
    try ul2prep(
      [
        "plan", "--mixture", mixture, "--tokens", try Model.unigram.stores, "--seq-length",
        "\(width)", "--total-tokens", tokens, "--output", scratch(output),
      ] + more)
  }

  /// The three stages; the second follows half of the first's rows.
  private func stages() throws {
    expectSuccess(try plan("openmoe", 64, "3M", to: "1"))
    let second = try plan(
      try code, 256, "6M", to: "2", ["--continue-from", scratch("1"), "--after-row", "16000"])
    expectSuccess(second)
    #expect(second.errors.contains(": continues after row 16"), "\(second.errors)")
    #expect(second.errors.contains(", the end of a block"))
    expectSuccess(try plan(try schedule, 64, "3M", to: "3", ["--continue-from", scratch("2")]))
  }

  @Test("No document comes twice before its source's epoch ends, and each stage is sound")
  func documents() throws {
    try stages()
    var seen: Set<String> = []
    var chunks = 0
    for stage in 1...3 {
      let checked = try ul2prep(["verify", scratch("\(stage)"), "--deep"])
      expectSuccess(checked)
      let data = try Dataset(scratch("\(stage)"))
      let names = try #require(data.manifest).sources.map(\.name)
      // Training has used one block of the first stage.
      let rows =
        stage > 1
        ? 0..<data.count
        : 0..<(try #require(
          try JSONValue.parse(file: scratch("2/manifest.json"))["plan"]?["continues"]?["rows"]?
            .int))
      for row in try data.rows(at: rows) {
        for example in row.examples {
          chunks += 1
          seen.insert(
            "\(names[example.source]) \(example.epoch) \(example.document) \(example.offset)")
        }
      }
    }
    #expect(seen.count == chunks && chunks > 15_000)
  }

  @Test("Sources have their shares in each stage and each part of a schedule")
  func shares() throws {
    try stages()
    let stores = try Model.unigram.stores
    func longest(_ name: String) throws -> Double {
      let store = try TokenStore(joined(stores, name))
      return Double(
        try (0..<store.documentCount).map { document throws(Problem) in
          let (shard, index) = store.locate(document)
          return try shard.length(of: index)
        }.max() ?? 0)
    }
    let lengths = try recipeSources.map { ($0, try longest($0)) }
    let greatest = lengths.map(\.1).max() ?? 0
    var parts = 0
    for stage in 1...3 {
      let manifest = try #require(try Dataset(scratch("\(stage)")).manifest)
      let all =
        manifest.phases.isEmpty
        ? [(manifest.totals.tokens, manifest.sources.map { ($0.name, $0.share, $0.tokens) })]
        : manifest.phases.map { phase in
          (phase.tokens, phase.sources.map { ($0.name, $0.share, $0.tokens) })
        }
      for (total, sources) in all {
        parts += 1
        for (name, share, tokens) in sources {
          let ahead = Double(tokens) - Double(total) * share
          let own = try #require(lengths.first { $0.0 == name }).1
          // The bound in docs/architecture.md: one of its own documents above, the longest of the others below.
          #expect(ahead <= own + 1 && ahead >= -2 * greatest, "stage \(stage): \(name) \(ahead)")
        }
      }
    }
    #expect(parts == 5)
  }

  @Test("The same bytes for 1, 2 and 7 workers and in 3 tasks")
  func bytes() throws {
    try stages()
    for stage in 1...3 {
      func pack(_ name: String, _ more: [String]) throws -> CommandResult {
        try ul2prep(
          [
            "pack", "--plan", scratch("\(stage)"), "--output", scratch("\(stage)-\(name)"),
            "--shard-size", "1MiB",
          ] + more)
      }
      var found: [[String: UInt64]] = []
      for workers in [1, 2, 7] {
        expectSuccess(try pack("\(workers)", ["--workers", "\(workers)"]))
        found.append(try hashes(below: scratch("\(stage)-\(workers)")))
      }
      for rank in 0..<3 {
        expectSuccess(try pack("tasks", ["--rank", "\(rank)", "--world-size", "3"]))
      }
      found.append(try hashes(below: scratch("\(stage)-tasks")))
      #expect(Set(found).count == 1 && found[0].count > 4)
      expectSuccess(try ul2prep(["verify", scratch("\(stage)-tasks"), "--deep"]))
    }
    // Shards serve in place of the plan that they were packed from.
    let again = try plan(
      try code, 256, "6M", to: "2-again",
      ["--continue-from", scratch("1-tasks"), "--after-row", "16000"])
    expectSuccess(again)
    for name in ["plan.bin", "manifest.json"] {
      let ours = try readFile(scratch("2-again/" + name))
      #expect(ours == (try readFile(scratch("2/" + name))))
    }
  }

  @Test("Shards without a plan are planned again")
  func earlier() throws {
    let earlier = try EarlierOutputs()
    let command = try EarlierOutputs.command("shards", to: "shards")
    let mixture = try #require(
      command.firstIndex(of: "--mixture").map { command[$0 + 1] })
    let manifest = try JSONValue.parse(file: earlier.scratch("shards/manifest.json"))
    let more = [
      "--seq-length", "\(manifest["sequence_length"]?.int ?? 0)", "--seed",
      "\(manifest["seed"]?.int ?? 0)",
    ]
    let result = try earlier.run(
      [
        "plan", "--mixture", mixture, "--tokens", ".", "--total-tokens", "2K", "--continue-from",
        "shards", "--json",
      ] + more)
    expectSuccess(result)
    #expect(result.errors.contains("shards: shards without a plan are planned again"))
    let rows = manifest["totals"]?["rows"]?.int ?? 0
    #expect(result.errors.contains("shards: continues after row \(rows) of \(rows)"))
    // Each source is at the end of its tokens in the shards.
    let places = try #require(
      try JSONValue.parse(Array(result.text.utf8), path: "plan")["continues"]?["sources"]?.array)
    for (place, source) in zip(places, manifest["sources"]?.array ?? []) {
      #expect(place["name"] == source["name"])
      #expect(place["epoch"]?.int == (source["epochs"]?.int).map { $0 - 1 })
    }
  }

  @Test("Stages that cannot be continued are refused with one line")
  func refused() throws {
    try stages()
    func refusal(_ status: Int32, _ parts: [String], _ more: [String], mixture: String? = nil)
      throws
    {
      let result = try plan(
        mixture ?? "openmoe", 64, "1M", to: "refused", more)
      expectFailure(result, status, parts)
      #expect(!exists(scratch("refused/manifest.json")))
    }
    let follows = ["--continue-from", scratch("1")]
    try refusal(
      78, ["openmoe:seed: not the seed of the stage before, got 3; expected 0", "pass --seed 0"],
      follows + ["--seed", "3"])
    try refusal(64, ["--after-row", "needs --continue-from"], ["--after-row", "3"])
    try refusal(64, ["at most 4", "got 400000"], follows + ["--after-row", "400000"])
    try refusal(
      66, ["no such plan"], ["--continue-from", scratch("none")])
    try refusal(
      64, ["a token store, neither a plan nor shards"],
      ["--continue-from", try Model.unigram.stores + "/c4"])
    try refusal(
      78,
      ["schedule[1].from: a schedule that is not in ascending order, got 5; expected more than"],
      [],
      mixture: try mixture(
        "falling", [:], [["from": 9, "weights": [:]], ["from": 5, "weights": [:]]]))
  }
}
