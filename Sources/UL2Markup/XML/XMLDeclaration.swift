/// `<?xml version="1.0" encoding="utf-8"?>`, which a document may begin with.
package struct XMLDeclaration {
  /// Its length in bytes.
  package var count: Int
  /// nil where it is UTF-8, or not said.
  package var encoding: String?
  /// Whether it says that nothing declared elsewhere matters.
  package var isStandalone = false

  private static let limit = 1024
  private static let opening = Array("<?xml".utf8)

  /// Whether a declaration may have begun whose end is not there yet.
  package static func isIncomplete(_ bytes: [UInt8]) -> Bool {
    let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    let count = bytes.count - start
    guard bytes.has("<?xml", at: start) || count < 5 && opening.starts(with: bytes[start...]) else {
      return false
    }
    return count < limit && bytes.firstIndex(of: "?>", from: start) == nil
  }

  /// nil where `document` begins otherwise.
  package init?(_ document: [UInt8], path: String) throws(Problem) {
    guard document.starts(with: Self.opening), document.count > 5,
      XMLScanner.isSpace(document[5])
    else { return nil }
    let head = document.prefix(Self.limit)
    guard let end = head.firstRange(of: Array("?>".utf8)),
      let fields = Self.fields(head[5..<end.lowerBound]), let version = fields.first,
      version.name == "version", version.value.hasPrefix("1."),
      version.value.utf8.dropFirst(2).allSatisfy(\.isASCIIDigit)
    else { throw Self.problem(path) }
    count = end.upperBound
    var rest = fields.dropFirst()
    if let field = rest.first, field.name == "encoding" {
      guard field.value.utf8.first?.isASCIILetter == true else { throw Self.problem(path) }
      let isUTF8 = ["utf-8", "utf8"].contains(field.value.lowercased())
      encoding = isUTF8 ? nil : field.value
      rest.removeFirst()
    }
    if let field = rest.first, field.name == "standalone", ["yes", "no"].contains(field.value) {
      isStandalone = field.value == "yes"
      rest.removeFirst()
    }
    if !rest.isEmpty { throw Self.problem(path) }
  }

  private static func problem(_ path: String) -> Problem {
    Problem(
      .badInput, "not well-formed XML: a damaged declaration", path: path, place: "1",
      expected: "<?xml version=\"1.0\" encoding=\"utf-8\"?>")
  }

  /// Names with quoted values, white space before each; nil where it is anything else.
  private static func fields(_ bytes: ArraySlice<UInt8>) -> [(name: String, value: String)]? {
    var fields: [(name: String, value: String)] = []
    var at = bytes.startIndex
    func skipSpace() -> Bool {
      let start = at
      while at < bytes.endIndex, XMLScanner.isSpace(bytes[at]) { at += 1 }
      return at > start
    }
    while true {
      let hasSpace = skipSpace()
      if at == bytes.endIndex { return fields }
      let start = at
      while at < bytes.endIndex, bytes[at].isASCIILetter { at += 1 }
      let name = String(decoding: bytes[start..<at], as: UTF8.self)
      _ = skipSpace()
      guard hasSpace, !name.isEmpty, at < bytes.endIndex, bytes[at] == UInt8(ascii: "=") else {
        return nil
      }
      at += 1
      _ = skipSpace()
      guard at < bytes.endIndex, bytes[at] == UInt8(ascii: "\"") || bytes[at] == UInt8(ascii: "'"),
        let close = bytes[(at + 1)...].firstIndex(of: bytes[at])
      else { return nil }
      let value = bytes[(at + 1)..<close]
      guard
        value.allSatisfy({ $0.isASCIIAlphanumeric || [0x2D, 0x2E, 0x5F].contains($0) })
      else { return nil }
      fields.append((name, String(decoding: value, as: UTF8.self)))
      at = close + 1
    }
  }
}
