import TestSupport
import Testing
import UL2Core

@Suite("JSON scanner") struct JSONScannerTests {
  /// Whether the scanner accepts all of `bytes` as one value, by skipping and by building it.
  private func accepts(_ bytes: [UInt8]) -> (skipped: Bool, built: Bool) {
    let skipped = bytes.withUnsafeBufferPointer { buffer in
      var scanner = JSONScanner(buffer)
      do throws(JSONScanner.Failure) {
        try scanner.skip()
        try scanner.end()
        return true
      } catch {
        return false
      }
    }
    return (skipped, (try? JSONValue.parse(bytes, path: "test")) != nil)
  }

  @Test(
    "JSONTestSuite: JSON is accepted, everything else refused, nothing traps",
    .enabled(if: realData != nil, "\(needsRealFiles)"))
  func testSuite() throws {
    let folder = realFile("json/JSONTestSuite")
    for name in try listDirectory(folder) where name.hasSuffix(".json") {
      let bytes = try readFile(folder + "/" + name)
      let isUTF8 = String(validating: bytes, as: UTF8.self) != nil
      let (skipped, built) = accepts(bytes)
      switch name.first {
      case "y":
        #expect(skipped, "\(name)")
        // JSONValue refuses one more thing: a key that occurs twice.
        #expect(built || name.contains("duplicated"), "\(name)")
      // The scanner's callers check UTF-8, once for the whole input.
      case "n": #expect(!skipped && !built || !isUTF8, "\(name)")
      default: break
      }
    }
  }

  @Test("Names of members as written, and their values' places")
  func keys() throws {
    let text = Array(#"{ "a\u0062" : [1, {"b": null}] ,"":"x"}"#.utf8)
    let found = try text.withUnsafeBufferPointer { bytes throws(JSONScanner.Failure) in
      var scanner = JSONScanner(bytes)
      var found: [String] = []
      var first = true
      try scanner.beginObject()
      while let key = try scanner.nextKey(&first) {
        found.append(String(decoding: bytes[key], as: UTF8.self))
        found.append(String(decoding: bytes[try scanner.skip()], as: UTF8.self))
      }
      try scanner.end()
      return found
    }
    #expect(found == [#""a\u0062""#, #"[1, {"b": null}]"#, #""""#, #""x""#])
  }

  @Test("Strings of every length around a step, with special bytes at every place")
  func steps() throws {
    for length in [0, 1, 7, 8, 9, 15, 16, 40, 52, 53, 54, 63, 64, 65, 120, 200, 500] {
      let plain = [UInt8](repeating: 0x61, count: length)
      func check(_ inside: String, is expected: String?, at: Int) {
        let quote = [UInt8(ascii: "\"")]
        let json = quote + plain[..<at] + Array(inside.utf8) + plain[at...] + quote
        let wanted = expected.map { plain[..<at] + Array($0.utf8) + plain[at...] }
        let value = try? JSONValue.parse(json, path: "test")
        #expect(value?.string.map { Array($0.utf8) } == wanted.map { Array($0) })
        #expect(accepts(json).skipped == (expected != nil))
      }
      for at in stride(from: 0, through: length, by: length > 100 ? 7 : 1) {
        for (inside, expected) in [
          ("", ""), (#"\n"#, "\n"), (#"\u20ac"#, "€"), (#"\ud83d\ude00"#, "😀"), ("é", "é"),
          (#"\\"#, "\\"), ("\u{7F}", "\u{7F}"),
        ] {
          check(inside, is: expected, at: at)
        }
        for inside in ["\u{1F}", "\n", "\0", #"\q"#, "\"\""] { check(inside, is: nil, at: at) }
      }
    }
  }

  @Test("Escapes of every kind, pairs and lone surrogates")
  func escapes() throws {
    let text = Array(
      #""\"\\\/\b\f\n\r\t\u00e9\u00E9\u20ac\ud83d\ude00\ud83dx\ude00\ud83d\u0041""#.utf8)
    let value = try JSONValue.parse(text, path: "test")
    #expect(value.string == "\"\\/\u{8}\u{c}\n\r\té\u{e9}€😀\u{fffd}x\u{fffd}\u{fffd}A")
    for bad in [#""\u00g0""#, #""\u00""#, #""\x""#, #""\u""#, "\"\u{1}\"", #""\"#] {
      #expect(accepts(Array(bad.utf8)) == (false, false))
    }
  }

  @Test("A large object takes linear time; repeated names are still found")
  func manyNames() throws {
    let names = (0..<200_000).map { "\"k\($0)\":0" }
    let value = try JSONValue.parse(Array("{\(names.joined(separator: ","))}".utf8), path: "test")
    #expect(value.members?.count == names.count)
    for twice in [3, 15, 16, 17, 40] {
      let members = (0..<twice).map { "\"k\($0)\":0" } + ["\"k\(twice - 1)\":1"]
      let problem = #expect(throws: Problem.self) {
        try JSONValue.parse(Array("{\(members.joined(separator: ","))}".utf8), path: "test")
      }
      #expect(problem?.problem.contains("\"k\(twice - 1)\" occurs twice") == true)
    }
  }
}
