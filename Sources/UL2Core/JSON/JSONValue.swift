/// A JSON text as a value, for small files: mixtures, manifests, indexes.
///
/// Numbers keep their spelling, so that 0.15 is the fraction 15/100 and no id is ever rounded;
/// members keep their order.
package enum JSONValue: Hashable, Sendable {
  case object([Member])
  case array([JSONValue])
  case string(String)
  /// The number as it was spelled.
  case number(String)
  case bool(Bool)
  case null

  package struct Member: Hashable, Sendable {
    package var key: String
    package var value: JSONValue

    package init(_ key: String, _ value: JSONValue) {
      self.key = key
      self.value = value
    }
  }
}

// MARK: Reading

extension JSONValue {
  /// The value that a small file holds.
  package static func parse(file path: String, limit: Int = 1 << 28) throws(Problem) -> JSONValue {
    try parse(readFile(path, limit: limit), path: path)
  }

  /// The value that `bytes` hold; `path` names them in errors.
  package static func parse(
    _ bytes: [UInt8], path: String, kind: Problem.Kind = .badInput
  ) throws(Problem) -> JSONValue {
    do throws(JSONScanner.Failure) {
      return unsafe try bytes.withUnsafeBufferPointer { buffer throws(JSONScanner.Failure) in
        var scanner = unsafe JSONScanner(buffer)
        let value = try scanner.value(depth: 0)
        try scanner.end()
        return value
      }
    } catch {
      let line = bytes[..<error.offset].count { $0 == 0x0A } + 1
      throw Problem(kind, "not JSON: \(error.reason)", path: path, place: "\(line)")
    }
  }

  package subscript(key: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.key == key }?.value
  }

  package var members: [Member]? {
    if case .object(let members) = self { members } else { nil }
  }

  package var array: [JSONValue]? {
    if case .array(let values) = self { values } else { nil }
  }

  package var string: String? {
    if case .string(let text) = self { text } else { nil }
  }

  package var int: Int? {
    if case .number(let text) = self { Int(text) } else { nil }
  }

  package var double: Double? {
    if case .number(let text) = self { Double(text) } else { nil }
  }

  package var bool: Bool? {
    if case .bool(let value) = self { value } else { nil }
  }
}

extension JSONScanner {
  /// The value that comes next.
  ///
  /// - Parameter depth: of the objects and arrays around it.
  package mutating func value(depth: Int) throws(Failure) -> JSONValue {
    switch try peek() {
    case .string: return .string(try text())
    case .number:
      let range = try number()
      return .number(unsafe String(decoding: bytes[range], as: UTF8.self))
    case .boolean: return .bool(try boolean())
    case .null:
      try null()
      return .null
    case .array:
      try descend(depth)
      var values: [JSONValue] = []
      var first = true
      try beginArray()
      while try nextElement(&first) { values.append(try value(depth: depth + 1)) }
      return .array(values)
    case .object:
      try descend(depth)
      var members: [JSONValue.Member] = []
      // Objects of a few members need none; comparing all names of a large one would take its square.
      var names: Set<String> = []
      var first = true
      var key: [UInt8] = []
      try beginObject()
      while try nextKey(&first, into: &key) {
        let name = String(decoding: key, as: UTF8.self)
        if members.count == 16 { names = Set(members.map(\.key)) }
        let isNew =
          members.count < 16 ? !members.contains { $0.key == name } : names.insert(name).inserted
        guard isNew else { throw repeated(name) }
        members.append(JSONValue.Member(name, try value(depth: depth + 1)))
      }
      return .object(members)
    }
  }

  package func repeated(_ key: String) -> Failure {
    failure("the key \"\(key)\" occurs twice in one object")
  }

  private mutating func text() throws(Failure) -> String {
    var text: [UInt8] = []
    try string(appendingTo: &text)
    return String(decoding: text, as: UTF8.self)
  }
}

// MARK: Writing

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral,
  ExpressibleByNilLiteral
{
  package init(stringLiteral text: String) { self = .string(text) }
  package init(integerLiteral value: Int) { self = .number(String(value)) }
  package init(booleanLiteral value: Bool) { self = .bool(value) }
  package init(arrayLiteral values: JSONValue...) { self = .array(values) }
  package init(dictionaryLiteral members: (String, JSONValue)...) {
    self = .object(members.map { Member($0.0, $0.1) })
  }
  package init(nilLiteral: ()) { self = .null }

  package init(_ value: some BinaryInteger) { self = .number(String(value)) }
  package init(_ text: String) { self = .string(text) }
  package init(_ value: Bool) { self = .bool(value) }
  /// A finite number in its shortest exact spelling.
  package init(_ value: Double) {
    precondition(value.isFinite, "JSON has no infinities")
    let text = "\(value)"
    self = .number(text.hasSuffix(".0") ? String(text.dropLast(2)) : text)
  }
  package init<T>(_ value: T?, _ make: (T) -> JSONValue) {
    self = value.map(make) ?? .null
  }

  package enum Layout: Sendable {
    /// No white space.
    case compact
    /// Python's `json.dumps` default: a space after commas and colons.
    case spaced
    /// Two spaces per level, one line per member; arrays and objects of plain values on one line
    /// when they fit into 100 columns.
    case indented
  }

  package func text(_ layout: Layout = .compact) -> String {
    String(decoding: bytes(layout), as: UTF8.self)
  }

  package func bytes(_ layout: Layout = .compact) -> [UInt8] {
    var output: [UInt8] = []
    write(layout, indent: 0, to: &output)
    return output
  }

  private func write(_ layout: Layout, indent: Int, to output: inout [UInt8]) {
    switch self {
    case .null: output.append(contentsOf: "null".utf8)
    case .bool(let value): output.append(contentsOf: (value ? "true" : "false").utf8)
    case .number(let text): output.append(contentsOf: text.utf8)
    case .string(let text): appendJSONString(text.utf8, to: &output)
    case .array(let values):
      write(brackets: "[]", values.map { (nil, $0) }, layout, indent: indent, to: &output)
    case .object(let members):
      write(
        brackets: "{}", members.map { ($0.key, $0.value) }, layout, indent: indent, to: &output)
    }
  }

  private func write(
    brackets: String, _ entries: [(key: String?, value: JSONValue)], _ layout: Layout, indent: Int,
    to output: inout [UInt8]
  ) {
    let breaks = layout == .indented && !fitsLine(indent: indent)
    output.append(brackets.utf8.first!)
    for (i, entry) in entries.enumerated() {
      if i > 0 { output.append(UInt8(ascii: ",")) }
      if breaks {
        output.append(UInt8(ascii: "\n"))
        output.append(contentsOf: repeatElement(0x20, count: indent + 2))
      } else if i > 0, layout != .compact {
        output.append(0x20)
      }
      if let key = entry.key {
        appendJSONString(key.utf8, to: &output)
        output.append(UInt8(ascii: ":"))
        if layout != .compact { output.append(0x20) }
      }
      entry.value.write(layout, indent: indent + 2, to: &output)
    }
    if breaks {
      output.append(UInt8(ascii: "\n"))
      output.append(contentsOf: repeatElement(0x20, count: indent))
    }
    output.append(brackets.utf8.last!)
  }

  private func fitsLine(indent: Int) -> Bool {
    let values: [JSONValue]
    switch self {
    case .object(let members): values = members.map(\.value)
    case .array(let elements): values = elements
    default: return true
    }
    let isPlain = values.allSatisfy { value in
      switch value {
      case .object(let members): members.isEmpty
      case .array(let elements): elements.isEmpty
      default: true
      }
    }
    guard isPlain, values.count <= 64 else { return false }
    return indent + bytes(.spaced).count <= 100
  }
}

/// Appends UTF-8 bytes as a JSON string with its quotes: only what must be is escaped.
@inlinable
package func appendJSONString(_ text: some Sequence<UInt8>, to output: inout [UInt8]) {
  let isDone: Void? = text.withContiguousStorageIfAvailable {
    unsafe appendJSONString(bytes: $0, to: &output)
  }
  if isDone == nil {
    unsafe Array(text).withUnsafeBufferPointer { unsafe appendJSONString(bytes: $0, to: &output) }
  }
}

/// Appends a JSON string. Stretches without anything to escape are copied whole.
@usableFromInline
func appendJSONString(bytes: UnsafeBufferPointer<UInt8>, to output: inout [UInt8]) {
  output.append(UInt8(ascii: "\""))
  var at = 0
  while true {
    var end = at
    while end < bytes.count, unsafe bytes[end] >= 0x20 && bytes[end] != 0x22 && bytes[end] != 0x5C {
      end += 1
    }
    unsafe output.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[at..<end]))
    guard end < bytes.count else { break }
    let byte = unsafe bytes[end]
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"):
      output.append(UInt8(ascii: "\\"))
      output.append(byte)
    case 0x0A: output.append(contentsOf: "\\n".utf8)
    case 0x0D: output.append(contentsOf: "\\r".utf8)
    case 0x09: output.append(contentsOf: "\\t".utf8)
    default:
      output.append(contentsOf: "\\u00".utf8)
      output.append(byte >> 4 == 0 ? UInt8(ascii: "0") : UInt8(ascii: "1"))
      output.append(Array("0123456789abcdef".utf8)[Int(byte & 15)])
    }
    at = end + 1
  }
  output.append(UInt8(ascii: "\""))
}
