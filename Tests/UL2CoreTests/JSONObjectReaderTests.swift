import Testing
import UL2Core

@Suite("JSON objects in files")
struct JSONObjectReaderTests {
  private func reader(
    _ text: String, _ file: JSONFile = .manifest("m.json"), keys: [String]? = nil
  ) throws -> JSONObjectReader {
    try JSONObjectReader(.parse(Array(text.utf8), path: "m.json"), file, keys: keys)
  }

  private func problem(_ body: () throws(Problem) -> Void) -> String? {
    do throws(Problem) {
      try body()
      return nil
    } catch {
      return "\(error.kind): \(error)"
    }
  }

  @Test("Values of the kind asked for")
  func values() throws {
    let reader = try reader(
      #"{"a": 5, "b": "text", "c": null, "d": true, "e": 18446744073709551615, "f": 0.5}"#)
    #expect(try reader.required("a", .int(0...5)) == 5)
    #expect(try reader.required("b", .string) == "text")
    #expect(try reader.required("d", .bool))
    #expect(try reader.required("e", .unsigned) == .max)
    #expect(try reader.required("f", .probability) == 0.5)
    #expect(try reader.optional("c", .string) == nil)
    #expect(try reader.optional("absent", .string) == nil)
    #expect(try reader.optionalObject("c") == nil)
  }

  @Test("Missing or wrong values, with their place")
  func problems() throws {
    let reader = try reader(#"{"list": [{"n": 1}, {"n": 7}], "o": {"x": "y"}, "null": null}"#)
    #expect(
      problem { () throws(Problem) in _ = try reader.required("n", .count) }
        == "badInput: m.json:n: missing from the manifest; expected a whole number from 0 to \(1 << 60)"
    )
    #expect(
      problem { () throws(Problem) in
        _ = try reader.list("list") { entry throws(Problem) in
          try entry.required("n", .int(0...5))
        }
      }
        == "badInput: m.json:list[1].n: bad value in the manifest, got 7; expected a whole number from 0 to 5"
    )
    #expect(
      problem { () throws(Problem) in _ = try reader.list("list", 3...4) { _ in 0 } }?
        .hasSuffix("expected a list of 3 to 4") == true)
    #expect(
      problem { () throws(Problem) in _ = try reader.object("o").required("x", .bool) }
        == "badInput: m.json:o.x: bad value in the manifest, got \"y\"; expected true or false")
    #expect(
      problem { () throws(Problem) in _ = try reader.object("list") }?
        .contains("list: not an object") == true)
    #expect(
      problem { () throws(Problem) in _ = try reader.required("null", .string) }?
        .contains("got null") == true)
  }

  @Test("Unknown keys, with the likely ones")
  func unknownKeys() throws {
    let file = JSONFile.mixture("m.json")
    #expect(throws: Problem.self) { try reader(#"{"sede": 1}"#, file, keys: ["seed", "name"]) }
    #expect(
      problem { () throws(Problem) in
        let value = JSONValue.object([.init("sede", 1)])
        _ = try JSONObjectReader(value, file, keys: ["seed", "name"])
      }
        == "badMixture: m.json: unknown key, got \"sede\"; expected one of seed, name (did you mean \"seed\"?)"
    )
    #expect(try reader(#"{"sede": 1}"#).members.count == 1)
  }

  private enum Choice: String, CaseIterable { case causal, bidirectional }

  @Test("Choices by name")
  func choices() throws {
    let reader = try reader(#"{"a": "causal", "b": "casual"}"#, .mixture("m.json"))
    #expect(try reader.choice("a", among: Choice.allCases) == .causal)
    #expect(try reader.choice("absent", among: Choice.allCases) == nil)
    #expect(
      problem { () throws(Problem) in _ = try reader.choice("b", among: Choice.allCases) }?
        .hasSuffix(#"(did you mean "causal"?)"#) == true)
  }
}
