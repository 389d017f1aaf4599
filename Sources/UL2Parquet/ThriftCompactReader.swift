/// Pulls fields out of Thrift's compact protocol, which footers and page headers are written in.
///
/// Follows thrift-compact-protocol.md. There is no tree: a caller loops over a structure's fields, takes
/// those it knows and skips the rest, so that a 100 MB footer costs no more than what is kept of it.
/// Every count is checked against the bytes that are left, and nesting is limited.

@safe struct ThriftCompactReader {
  /// Invariant: valid as long as the footer or page header that the caller holds.
  private let bytes: UnsafeRawBufferPointer
  private(set) var offset: Int

  init(_ bytes: UnsafeRawBufferPointer) {
    unsafe self.bytes = bytes
    offset = 0
  }

  enum WireType: UInt8 {
    case stop, yes, no, byte, int16, int32, int64, double, binary, list, set, map, structure, uuid
  }

  package struct Field {
    var id: Int16
    var type: WireType
  }

  /// The next field of a structure; nil at its end.
  ///
  /// - Parameter previous: the last field's number, which begins at 0 in every structure.
  mutating func nextField(after previous: inout Int16) throws(Problem) -> Field? {
    let header = try byte()
    let type = try wireType(header & 15)
    if type == .stop { return nil }
    let step = Int16(header >> 4)
    if step == 0 {
      guard let id = Int16(exactly: try signed()) else { throw broken("a field's number") }
      previous = id
    } else {
      let (id, overflow) = previous.addingReportingOverflow(step)
      if overflow { throw broken("a field's number") }
      previous = id
    }
    return Field(id: previous, type: type)
  }

  mutating func integer(_ field: Field) throws(Problem) -> Int64 { try integer(field.type) }

  private mutating func integer(_ type: WireType) throws(Problem) -> Int64 {
    switch type {
    case .byte: return Int64(Int8(bitPattern: try byte()))
    case .int16, .int32, .int64: return try signed()
    default: throw broken("an integer's type")
    }
  }

  func bool(_ field: Field) throws(Problem) -> Bool {
    switch field.type {
    case .yes: return true
    case .no: return false
    default: throw broken("a boolean's type")
    }
  }

  mutating func string(_ field: Field) throws(Problem) -> String {
    guard field.type == .binary else { throw broken("a string's type") }
    let range = try take(count: try unsigned())
    return unsafe String(decoding: bytes[range], as: UTF8.self)
  }

  /// Checks that a field is a structure, whose fields the caller then takes.
  func structure(_ field: Field) throws(Problem) {
    guard field.type == .structure else { throw broken("a structure's type") }
  }

  /// The number of structures in a list, whose fields the caller then takes one by one.
  mutating func structures(_ field: Field) throws(Problem) -> Int {
    guard field.type == .list else { throw broken("a list's type") }
    let (type, count) = try listHeader()
    guard type == .structure || count == 0 else { throw broken("a list's type") }
    return count
  }

  mutating func skip(_ field: Field) throws(Problem) { try skip(field.type, depth: 0) }

  private mutating func skip(_ type: WireType, depth: Int) throws(Problem) {
    guard depth < 32 else { throw broken("the nesting") }
    switch type {
    case .stop: throw broken("a type")
    case .yes, .no: break
    case .byte: _ = try byte()
    case .int16, .int32, .int64: _ = try unsigned()
    case .double: _ = try take(count: 8)
    case .uuid: _ = try take(count: 16)
    case .binary: _ = try take(count: try unsigned())
    case .list, .set:
      let (element, count) = try listHeader()
      for _ in 0..<count { try skipElement(element, depth: depth + 1) }
    case .map:
      let count = try checked(count: try unsigned())
      if count == 0 { return }
      let types = try byte()
      let key = try wireType(types >> 4)
      let value = try wireType(types & 15)
      for _ in 0..<count {
        try skipElement(key, depth: depth + 1)
        try skipElement(value, depth: depth + 1)
      }
    case .structure:
      var previous: Int16 = 0
      while let field = try nextField(after: &previous) {
        try skip(field.type, depth: depth + 1)
      }
    }
  }

  /// Inside a collection a boolean takes a byte; as a field its type is its value.
  private mutating func skipElement(_ type: WireType, depth: Int) throws(Problem) {
    if type == .yes || type == .no {
      _ = try byte()
    } else {
      try skip(type, depth: depth)
    }
  }

  private mutating func listHeader() throws(Problem) -> (WireType, Int) {
    let header = try byte()
    let count = header >> 4 == 15 ? try unsigned() : UInt64(header >> 4)
    return (try wireType(header & 15), try checked(count: count))
  }

  /// Every element takes a byte at least.
  private func checked(count: UInt64) throws(Problem) -> Int {
    guard count <= UInt64(remaining) else { throw broken("a count") }
    return Int(count)
  }

  private var remaining: Int { unsafe bytes.count - offset }

  private mutating func byte() throws(Problem) -> UInt8 {
    unsafe bytes[try take(count: 1).lowerBound]
  }

  private mutating func take(count: UInt64) throws(Problem) -> Range<Int> {
    guard count <= UInt64(remaining) else { throw broken("its end") }
    let start = offset
    offset += Int(count)
    return start..<offset
  }

  private mutating func unsigned() throws(Problem) -> UInt64 {
    let all = unsafe bytes
    return unsafe try all.bytes.varint(at: &offset)
  }

  private mutating func signed() throws(Problem) -> Int64 { zigzag(try unsigned()) }

  private func wireType(_ code: UInt8) throws(Problem) -> WireType {
    guard let type = WireType(rawValue: code) else { throw broken("a type") }
    return type
  }

  private func broken(_ what: String) -> Problem {
    damage("the Thrift structure is broken at \(what)")
  }
}
