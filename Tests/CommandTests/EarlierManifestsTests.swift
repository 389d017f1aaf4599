/// Manifests and records that the program of revision 1dde2bb wrote are read, and written with the same bytes.
import TestSupport
import Testing
import UL2Pipeline

@Suite("Manifests of revision 1dde2bb")
struct EarlierManifestsTests {
  @Test("Token stores' manifests", arguments: ["store", "store/validation", "lines"])
  func stores(name: String) throws {
    let earlier = try EarlierOutputs()
    let path = earlier.scratch(name + "/manifest.json")
    #expect(try ManifestFile.text(StoreManifest(file: path).json) == readFile(path))
  }

  @Test("Records of units")
  func records() throws {
    let earlier = try EarlierOutputs()
    var count = 0
    for output in ["killed", "ranks", "strict"] {
      let work = earlier.scratch("begun/\(output)/.ul2prep")
      for name in try listDirectory(work) where name.hasSuffix(".done") {
        let body = Array(try readFile(joined(work, name)).dropFirst(17))
        let reader = try JSONObjectReader(JSONValue.parse(body, path: name), .manifest(name))
        #expect(try StoreShardRecord(reader).json.bytes() == body, "\(output)/\(name)")
        count += 1
      }
    }
    #expect(count == 19)
  }
}
