/// Plans that continue where another ended, over the fixtures' stores.
import TestSupport
import Testing
import UL2Pipeline

@Suite("Stages over the fixtures")
struct StagesTests {
  private let scratch = Scratch()

  private func save(_ settings: PlanRequest, _ name: String) throws -> (MixtureStores, Plan) {
    let (corpus, plan, _) = try PlanSaving(settings, output: scratch(name), overwrite: false)
      .run(quiet)
    return (corpus, plan)
  }

  /// The recipe's choice, which continues from a plan of this scratch.
  private func stage(
    _ tokens: Int, after name: String, row: Int? = nil, sequenceLength: Int = 256
  ) throws -> PlanRequest {
    var settings = try settings(sequenceLength: sequenceLength, tokens: tokens)
    settings.continuing = scratch(name)
    settings.afterRow = row
    return settings
  }

  private func states(_ start: Planner.BlockStart) -> [SourcePlace] {
    start.states.map { SourcePlace(epoch: $0.epoch, position: $0.position) }
  }

  @Test("A stage begins where the one before ended, or at the block after the rows used")
  func places() throws {
    let (_, first) = try save(settings(sequenceLength: 128, tokens: 4_000_000), "first")
    #expect(first.blocks.count >= 2)
    let boundary = first.blocks[1].firstRow
    for (row, expected) in [
      (nil, first.end), (0, first.blocks[0]), (1, first.blocks[1]),
      (boundary, first.blocks[1]), (boundary + 1, first.start(after: 1)),
      (first.totals.rows, first.end),
    ] {
      let corpus = try MixtureStores(stage(100_000, after: "first", row: row))
      #expect(states(corpus.resolved.planner.start) == states(expected), "\(row ?? -1)")
      #expect(corpus.resolved.planner.start.states.allSatisfy { $0.drawn == 0 })
      #expect(corpus.resolved.continuation?.rows == expected.firstRow)
    }
    let beyond = #expect(throws: Problem.self) {
      try MixtureStores(stage(1, after: "first", row: first.totals.rows + 1))
    }
    #expect(beyond?.kind == .usage && beyond?.expected == "at most \(first.totals.rows)")
  }

  @Test("A source that a stage leaves out keeps its place for the next")
  func absent() throws {
    let (corpus, first) = try save(settings(sequenceLength: 256, tokens: 500_000), "first")
    var second = try stage(300_000, after: "first")
    for i in second.mixture.sources.indices where second.mixture.sources[i].name != "c4" {
      second.mixture.sources[i].weight = 0
    }
    let (_, only) = try save(second, "second")
    #expect(only.totals.sources.count == 1)
    let third = try MixtureStores(stage(300_000, after: "second"))
    let places = states(third.resolved.planner.start)
    for (i, source) in corpus.resolved.planner.sources.enumerated() {
      let expected = source.name == "c4" ? states(only.end)[0] : states(first.end)[i]
      #expect(places[i] == expected, "\(source.name)")
    }
    // A source that no stage has had begins at its beginning.
    let alone = try settings(sequenceLength: 256, tokens: 100_000)
    var small = alone
    for i in small.mixture.sources.indices where small.mixture.sources[i].name == "arxiv" {
      small.mixture.sources[i].weight = 0
    }
    _ = try save(small, "small")
    let whole = try MixtureStores(stage(300_000, after: "small"))
    #expect(states(whole.resolved.planner.start)[0] == SourcePlace())
  }

  @Test("Two plans of one mixture that follow different stages are distinct")
  func identity() throws {
    _ = try save(settings(sequenceLength: 128, tokens: 4_000_000), "first")
    var seen: Set<String> = []
    for (name, row) in [("a", nil), ("b", 1), ("c", 0)] as [(String, Int?)] {
      let (corpus, _) = try save(stage(100_000, after: "first", row: row), name)
      let manifest = try DatasetManifest(
        .parse(file: scratch(name + "/manifest.json")), path: "manifest.json")
      #expect(manifest.plan?.continuation == corpus.resolved.continuation)
      seen.insert(try #require(manifest.plan).fingerprint)
      let shards = Packing(
        .saved(scratch(name), tokens: nil), shards: ShardSettings(), output: scratch("shards"),
        workers: 1, overwrite: true)
      _ = try shards.run(quiet)
      // Shards record it too, so that a stage can follow them.
      let packed = try DatasetManifest(
        .parse(file: scratch("shards/manifest.json")), path: "manifest.json")
      #expect(packed.plan == manifest.plan)
      seen.insert(packed.origin.configuration)
    }
    #expect(seen.count == 6)
  }

  @Test("Seed, window and stores must be those of the stage before")
  func differences() throws {
    _ = try save(settings(sequenceLength: 256, tokens: 500_000), "first")
    func problem(_ change: (inout PlanRequest) throws -> Void) throws -> Problem? {
      var settings = try stage(100_000, after: "first")
      try change(&settings)
      return #expect(throws: Problem.self) { try MixtureStores(settings) }
    }
    let seed = try problem { $0.mixture.seed = 7 }
    #expect(seed?.place == "seed" && seed?.got == "7" && seed?.kind == .badMixture)
    let window = try problem { $0.mixture.shuffleWindow = 4 << 20 }
    #expect(window?.place == "shuffle_window" && window?.got == "4194304")
    // Another store of the same name.
    let other = scratch("stores")
    for name in try settings(tokens: 1).mixture.activeSources.map(\.name) {
      let from = name == "c4" ? "wikipedia" : name
      try scratch.link("stores/" + name, to: joined(try fixtureStores(), from))
    }
    let store = try problem { $0.tokens = other }
    #expect(store?.place == "sources.c4" && store?.path == joined(other, "c4"))
    let epochs = try problem {
      for i in $0.mixture.sources.indices { $0.mixture.sources[i].maxEpochs = 1 }
      $0.afterRow = nil
    }
    #expect(epochs?.problem == "nothing is left of this source")
    let nothing = try problem { $0.continuing = scratch("nothing") }
    #expect(nothing?.kind == .noInput)
    let stores = try problem { $0.continuing = joined(try fixtureStores(), "c4") }
    #expect(stores?.kind == .usage)
  }

  @Test("An end in epochs is refused if weights change")
  func epochs() throws {
    var settings = try settings(tokens: 1)
    settings.mixture.schedule = [Mixture.ScheduleEntry(from: 1000, weights: ["c4": 0])]
    settings.limit = .epochs(2)
    let refused = #expect(throws: Problem.self) { try MixtureStores(settings) }
    #expect(refused?.place == "schedule")
  }
}
