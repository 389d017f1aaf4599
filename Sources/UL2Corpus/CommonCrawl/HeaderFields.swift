/// Named fields of a header, `Name: value`, of WARC records and of HTTP: in any order, names without
/// regard to case, long ones folded onto several lines.
///
/// One buffer holds all of it and is used again for the next header. Values are bytes: what a
/// crawler wrote there need not be UTF-8.
struct HeaderFields {
  private var bytes: [UInt8] = []
  private var fields: [(name: Range<Int>, value: Range<Int>)] = []

  /// The value of the first field called `name`, without white space around it.
  subscript(_ name: String) -> [UInt8]? {
    guard let field = fields.first(where: { isEqual($0.name, name) }) else { return nil }
    return Array(bytes[field.value])
  }

  /// The words of all fields called `name`, between commas, in lower case: of a list, which may be on several
  /// lines.
  func list(_ name: String) -> [String] {
    fields.filter { isEqual($0.name, name) }.flatMap { field in
      bytes[field.value].split(separator: UInt8(ascii: ",")).map {
        String(decoding: $0, as: UTF8.self).trimmed.lowercased()
      }
    }
  }

  mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    fields.removeAll(keepingCapacity: true)
  }

  /// Adds a line, its end removed, not empty; false where it is neither a field nor the continuation of
  /// one.
  mutating func add(_ line: UnsafeRawBufferPointer) -> Bool {
    let start = bytes.count
    if unsafe Self.isBlank(line[0]) {
      // A folded field: its value is the last thing in the buffer, so it grows where it is.
      guard let field = fields.last else { return false }
      bytes.append(0x20)
      unsafe bytes.append(contentsOf: line.drop(while: Self.isBlank))
      fields[fields.count - 1].value = trimmed(field.value.lowerBound..<bytes.count)
    } else {
      guard let colon = unsafe line.firstIndex(of: UInt8(ascii: ":")), colon > 0 else {
        return false
      }
      unsafe bytes.append(contentsOf: line)
      let name = trimmed(start..<start + colon)
      fields.append((name, trimmed(start + colon + 1..<bytes.count)))
    }
    bytes.removeSubrange(fields[fields.count - 1].value.upperBound...)
    return true
  }

  private func trimmed(_ range: Range<Int>) -> Range<Int> {
    var range = range
    while let first = range.first, Self.isBlank(bytes[first]) { range.removeFirst() }
    while let last = range.last, Self.isBlank(bytes[last]) { range.removeLast() }
    return range
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

  private func isEqual(_ range: Range<Int>, _ name: String) -> Bool {
    guard range.count == name.utf8.count else { return false }
    return zip(bytes[range], name.utf8).allSatisfy { $0.asciiLowercased == $1.asciiLowercased }
  }
}
