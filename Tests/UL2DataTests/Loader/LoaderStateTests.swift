import Testing
import UL2Data

@Suite("States of loaders")
struct LoaderStateTests {
  private static let text =
    #"{"version":1,"samples":640,"order":"shuffled","seed":18446744073709551615,"group_bytes":536870912,"rows":99,"fingerprint":"ab12"}"#

  @Test("Reading back gives the same state, and its spelling never changes")
  func roundTrip() throws {
    let state = try LoaderState(json: Self.text)
    #expect(state.samples == 640 && state.order == .shuffled && state.seed == .max)
    #expect(state.groupBytes == RowOrder.defaultGroupBytes && state.rows == 99)
    #expect(state.fingerprint == "ab12")
    #expect(state.json.filter { $0 != " " } == Self.text)
    #expect(try LoaderState(json: state.json) == state)
  }

  private func refused(_ old: String, _ new: String) -> Problem? {
    problem { _ = try LoaderState(json: Self.text.replacing(old, with: new), source: "step5.json") }
  }

  @Test("Anything else is a problem that names the key")
  func wrong() {
    #expect(refused(Self.text, "{")?.path == "step5.json")
    #expect(refused(Self.text, "[1]")?.kind == .badInput)
    #expect(refused("640", "-1")?.place == "samples")
    #expect(refused("640", "1e3")?.place == "samples")
    #expect(refused("640", "99999999999999999999")?.place == "samples")
    #expect(refused("shuffled", "sorted")?.place == "order")
    #expect(refused("18446744073709551615", "18446744073709551616")?.place == "seed")
    #expect(refused("536870912", "0")?.place == "group_bytes")
    #expect(refused("\"ab12\"", "null")?.place == "fingerprint")
    #expect(refused("rows", "row")?.got == "\"row\"")
    let version = refused("\"version\":1", "\"version\":2")
    #expect(version?.problem == "a state of another version")
    #expect(version?.got == "2" && version?.expected == "1")
  }
}
