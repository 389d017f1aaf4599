/// The fields of JSON Lines that hold texts, for who has named another.
import UL2Input

/// Where the lines of an input were looked for texts, and where they have some.
package struct FieldNames: Sendable {
  /// As a user names them, dots between levels.
  package var wanted: [String]
  /// Those of the first lines that hold strings.
  package var found: [String]

  /// More names than these say no more.
  private static let most = 20
  /// Lines that are looked at.
  private static let lineLimit = 100

  /// Looks at the first lines of an input; nil where it is not JSON Lines, or cannot be read.
  package init?(_ path: String, source: Source, options: ReaderOptions) {
    guard
      let parts = try? openRecords(
        path, source: source, options: options, scratch: nil, threads: 1) as? JSONLinesParts,
      let part = try? parts.next(SkipLog()) as? LinesPart
    else { return nil }
    wanted = part.format.textFields.map(\.name)
    found = []
    let lines = LineReader(part.bytes, linesBefore: 0, limit: partBytes)
    var count = 0
    while count < Self.lineLimit, let line = unsafe try? lines.next() {
      count += 1
      guard case .text(let bytes) = unsafe line,
        let value = try? JSONValue.parse(unsafe Array(bytes), path: path)
      else { continue }
      add(value, below: "")
    }
  }

  private mutating func add(_ value: JSONValue, below prefix: String) {
    for member in value.members ?? [] where found.count < Self.most {
      let name = prefix + member.key
      switch member.value {
      case .string: if !found.contains(name) { found.append(name) }
      case .object: add(member.value, below: name + ".")
      default: break
      }
    }
  }
}

extension FieldPath {
  /// As a user names it.
  var name: String {
    ([head] + rest).map { String(decoding: $0, as: UTF8.self) }.joined(separator: ".")
  }
}
