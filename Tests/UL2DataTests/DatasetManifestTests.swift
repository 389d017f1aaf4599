/// Manifests of shards: writing and reading gives the same value, and reading and writing the same bytes.
import TestSupport
import Testing
import UL2Data

@Suite("Manifests of shards")
struct DatasetManifestTests {
  private static let files = ["openmoe", "ul2", "odd", "wide"]

  private func read(_ name: String) throws -> (bytes: [UInt8], json: JSONValue, path: String) {
    let path = fixture("outputs-1dde2bb/manifests/\(name).json")
    let bytes = try readFile(path)
    return (bytes, try JSONValue.parse(bytes, path: path), path)
  }

  @Test("Those of revision 1dde2bb are written again byte for byte", arguments: files)
  func earlierManifests(_ name: String) throws {
    let (bytes, json, path) = try read(name)
    let manifest = try DatasetManifest(json, path: path)
    #expect(ManifestFile.text(manifest.json) == bytes)
    let again = try DatasetManifest(
      .parse(ManifestFile.text(manifest.json), path: path), path: path)
    #expect(again == manifest)
  }

  @Test("A plan's manifest is read back as it was")
  func roundTrip() throws {
    let directory = TemporaryDirectory()
    let resolved = try resolvedPlan(in: directory)
    let format = RowFormat(
      columns: .full, vocabularySize: resolved.reserved.vocabularySize,
      sequenceLength: resolved.sequenceLength, compression: nil, shardSize: 1 << 20)
    let plan = try resolved.plan()
    let manifest = DatasetManifest(
      path: "manifest.json", resolved, plan, planFacts(resolved, plan), format, configuration: "c",
      tokenizer: TokenizerIdentity(hash: "m"), fingerprints: ["1", "2"])
    #expect(try DatasetManifest(manifest.json, path: "manifest.json") == manifest)
    #expect(manifest.objectives.map(\.layout) == resolved.mixture.objectives.layouts)
    #expect(manifest.reserved == resolved.reserved)
  }

  @Test("Every member is required, and a missing one is named", arguments: files)
  func missing(_ name: String) throws {
    let (_, json, path) = try read(name)
    let optional: Set = [
      "compression", "checksum", "sentinels", "fim", "weight", "prompt", "max_chunk_tokens",
      "prefix",
    ]
    for (place, damaged) in json.withoutEach() {
      let key = place.split(separator: ".").last.map(String.init) ?? place
      if optional.contains(key) || place.hasPrefix("mixture.") || place == "tokenizer.path" {
        continue
      }
      let problem = #expect(throws: Problem.self, "\(place)") {
        try DatasetManifest(damaged, path: path)
      }
      #expect(problem?.place == place)
    }
  }
}

extension JSONValue {
  /// The value without one of its members, at any depth, with that member's place.
  fileprivate func withoutEach() -> [(place: String, value: JSONValue)] {
    switch self {
    case .object(let members):
      var all: [(place: String, value: JSONValue)] = []
      for (i, member) in members.enumerated() {
        var rest = members
        rest.remove(at: i)
        all.append((member.key, .object(rest)))
        for inner in member.value.withoutEach() {
          var changed = members
          changed[i].value = inner.value
          let dot = inner.place.hasPrefix("[") ? "" : "."
          all.append((member.key + dot + inner.place, .object(changed)))
        }
      }
      return all
    case .array(let values):
      return values.enumerated().flatMap { i, value in
        value.withoutEach().map { inner in
          var changed = values
          changed[i] = inner.value
          return ("[\(i)].\(inner.place)", .array(changed))
        }
      }
    default: return []
    }
  }
}
