/// Recognises JSON that is not JSON Lines from its beginning, so that it is reported once and not as many broken lines.
///
/// Only a first line that gives no document is looked at, so sound inputs cost nothing.
import UL2Input

enum JSONShape: Equatable {
  /// `[{"text": …}, …]`, on one line or many.
  case array
  /// An object, or several, written over several lines.
  case pretty
  /// `{"data": [{"text": …}, …]}`: an object that has the records in a list.
  case records(under: String)

  /// A byte order mark.
  private static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]

  /// - Parameters:
  ///   - bytes: the beginning of the input, its first line whole.
  ///   - fields: where the texts of records are.
  /// - Returns: nil where the first line is what a line should be, or is only damaged.
  @unsafe init?(_ bytes: UnsafeRawBufferPointer, _ fields: [FieldPath]) {
    let start =
      unsafe bytes.firstIndex { !$0.isJSONSpace && !Self.mark.contains($0) } ?? bytes.count
    guard start < bytes.count else { return nil }
    let rest = unsafe UnsafeBufferPointer(
      start: bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), count: bytes.count
    ).extracting(start...)
    switch unsafe bytes[start] {
    case UInt8(ascii: "["):
      guard unsafe Self.goesOn(rest, after: 0) else { return nil }
      self = .array
      return
    case UInt8(ascii: "{"): break
    default: return nil
    }
    let end = unsafe firstNewline(UnsafeRawBufferPointer(rest)) ?? rest.count
    let line = rest.extracting(..<end)
    if unsafe Self.isWhole(line) {
      guard let key = unsafe Self.list(of: line, fields) else { return nil }
      self = .records(under: key)
    } else if unsafe Self.goesOn(rest, after: end), !(unsafe Self.isFollowedByLine(rest)) {
      self = .pretty
    } else {
      return nil
    }
  }

  private static func isWhole(_ line: UnsafeBufferPointer<UInt8>) -> Bool {
    var scanner = unsafe JSONScanner(line, acceptsNonFinite: true)
    return (try? scanner.skip()) != nil
  }

  /// Whether a sound value ends beyond `line`, as far as it is available.
  private static func goesOn(_ bytes: UnsafeBufferPointer<UInt8>, after line: Int) -> Bool {
    var scanner = unsafe JSONScanner(bytes, acceptsNonFinite: true)
    do throws(JSONScanner.Failure) {
      return try scanner.skip().upperBound > line
    } catch {
      return line < bytes.count && error.offset >= bytes.count
    }
  }

  /// Whether the value after the first is a line of its own: then the first was one too, before damage.
  private static func isFollowedByLine(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    var scanner = unsafe JSONScanner(bytes, acceptsNonFinite: true)
    guard (try? scanner.skip()) != nil, let next = try? scanner.skip() else { return false }
    return unsafe firstNewline(UnsafeRawBufferPointer(bytes.extracting(next))) == nil
  }

  /// The first member that is a list of objects with texts, of a line that has no text itself.
  private static func list(
    of line: UnsafeBufferPointer<UInt8>, _ fields: [FieldPath]
  ) -> String? {
    var scanner = unsafe JSONScanner(line, acceptsNonFinite: true)
    var first = true
    var key: [UInt8] = []
    var found: String?
    do throws(JSONScanner.Failure) {
      try scanner.beginObject()
      while try scanner.nextKey(&first, into: &key) {
        if fields.contains(where: { $0.head == key }) { return nil }
        let kind = try scanner.peek()
        let value = try line.extracting(scanner.skip())
        if found == nil, kind == .array, unsafe try holdsTexts(value, fields) {
          found = String(decoding: key, as: UTF8.self)
        }
      }
    } catch {
      return nil
    }
    return found
  }

  /// Whether the first element of a list is an object with a text.
  private static func holdsTexts(
    _ list: UnsafeBufferPointer<UInt8>, _ fields: [FieldPath]
  ) throws(JSONScanner.Failure) -> Bool {
    var scanner = unsafe JSONScanner(list, acceptsNonFinite: true)
    var first = true
    try scanner.beginArray()
    guard try scanner.nextElement(&first), try scanner.peek() == .object else { return false }
    var key: [UInt8] = []
    first = true
    try scanner.beginObject()
    while try scanner.nextKey(&first, into: &key) {
      if fields.contains(where: { $0.head == key }) { return true }
      try scanner.skip()
    }
    return false
  }

  func problem(path: String) -> Problem {
    let (what, filter) =
      switch self {
      case .array: ("a JSON array", ".[]")
      case .pretty: ("JSON over several lines", ".")
      case .records(let key): ("one JSON object with the records under \(key)", ".[\"\(key)\"][]")
      }
    return Problem(
      .badInput, "\(what), not JSON Lines", path: path, place: "1",
      expected: "one JSON object with a string of text per line",
      fix: "convert it: jq -c '\(filter)' \(baseName(path)) > \(baseName(path)).jsonl"
    ).ofUnknownFormat
  }
}

extension UInt8 {
  fileprivate var isJSONSpace: Bool { self == 0x20 || 0x09...0x0A ~= self || self == 0x0D }
}
