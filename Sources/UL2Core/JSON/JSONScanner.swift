/// A strict JSON reader (RFC 8259) over bytes: it validates everything, and builds only what it is
/// asked for.
///
/// Readers of JSON Lines pull the fields they want and skip the rest without making a value; mixture
/// files and manifests become a `JSONValue`. Lone surrogates in escapes become U+FFFD, since such
/// texts exist and cannot be UTF-8; everything else that the standard forbids is an error with its
/// byte offset, except for Python's `NaN` and infinities where a reader accepts them. Nesting is limited, so that
/// no input exhausts the stack.
@usableFromInline
@safe package struct JSONScanner {
  @usableFromInline
  package struct Failure: Error, Equatable {
    @usableFromInline package var reason: String
    /// Byte offset from the first byte scanned.
    @usableFromInline package var offset: Int

    @inlinable
    package init(reason: String, offset: Int) {
      self.reason = reason
      self.offset = offset
    }
  }

  /// Invariant: the bytes outlive the scanner; `0 <= at <= bytes.count`.
  @usableFromInline let bytes: UnsafeBufferPointer<UInt8>
  /// Byte offset of what is read next.
  @usableFromInline package var at = 0

  /// Whether `NaN`, `Infinity` and `-Infinity` are numbers, as Python writes and reads them.
  @usableFromInline let acceptsNonFinite: Bool
  /// Whether there was one of those.
  package private(set) var hasNonFinite = false

  static let depthLimit = 256

  /// - Parameter bytes: UTF-8, without a byte order mark; must outlive the scanner.
  @inlinable
  package init(_ bytes: UnsafeBufferPointer<UInt8>, acceptsNonFinite: Bool = false) {
    unsafe self.bytes = bytes
    self.acceptsNonFinite = acceptsNonFinite
  }

  // MARK: Structure

  /// The kind of the next value.
  @usableFromInline
  package enum Kind { case object, array, string, number, boolean, null }

  @inlinable
  package mutating func peek() throws(Failure) -> Kind {
    skipSpace()
    switch byte {
    case UInt8(ascii: "{"): return .object
    case UInt8(ascii: "["): return .array
    case UInt8(ascii: "\""): return .string
    case let first? where first == UInt8(ascii: "-") || first &- UInt8(ascii: "0") < 10:
      return .number
    case UInt8(ascii: "t"), UInt8(ascii: "f"): return .boolean
    case UInt8(ascii: "n"): return .null
    case UInt8(ascii: "N") where acceptsNonFinite: return .number
    case UInt8(ascii: "I") where acceptsNonFinite: return .number
    case nil: throw failure("the text ends where a value is expected")
    default: throw failure("no value starts like this")
    }
  }

  /// Enters an object; `nextKey` then walks through it.
  @inlinable
  package mutating func beginObject() throws(Failure) { try expect(UInt8(ascii: "{"), "an object") }

  /// Enters an array; `nextElement` then walks through it.
  @inlinable
  package mutating func beginArray() throws(Failure) { try expect(UInt8(ascii: "["), "an array") }

  /// Moves to the next member of an object, past its colon; false at the object's end.
  ///
  /// - Parameters:
  ///   - first: true before the first member; the scanner clears it.
  ///   - key: replaced by the member's name, unescaped.
  @inlinable
  package mutating func nextKey(_ first: inout Bool, into key: inout [UInt8]) throws(Failure)
    -> Bool
  {
    guard try next(&first, closing: UInt8(ascii: "}")) else { return false }
    key.removeAll(keepingCapacity: true)
    try string(appendingTo: &key)
    try expect(UInt8(ascii: ":"), "a colon")
    return true
  }

  /// Moves to the next member of an object, past its colon; nil at the object's end.
  ///
  /// - Returns: the bytes of the member's name, its quotes included, as it is written.
  @inlinable
  package mutating func nextKey(_ first: inout Bool) throws(Failure) -> Range<Int>? {
    guard try next(&first, closing: UInt8(ascii: "}")) else { return nil }
    let start = at
    try skipString()
    let key = start..<at
    try expect(UInt8(ascii: ":"), "a colon")
    return key
  }

  /// Moves to the next element of an array; false at the array's end.
  @inlinable
  package mutating func nextElement(_ first: inout Bool) throws(Failure) -> Bool {
    try next(&first, closing: UInt8(ascii: "]"))
  }

  @inlinable
  mutating func next(_ first: inout Bool, closing: UInt8) throws(Failure) -> Bool {
    skipSpace()
    if byte == closing {
      at += 1
      return false
    }
    if first {
      first = false
    } else {
      try expect(UInt8(ascii: ","), "a comma or the end")
      skipSpace()
    }
    return true
  }

  /// Fails unless only white space is left.
  @inlinable
  package mutating func end() throws(Failure) {
    skipSpace()
    if byte != nil { throw failure("there is text after the value") }
  }

  // MARK: Values

  /// The number's own spelling.
  package mutating func number() throws(Failure) -> Range<Int> {
    skipSpace()
    let start = at
    if byte == UInt8(ascii: "-") { at += 1 }
    if acceptsNonFinite, byte == UInt8(ascii: "I") || byte == UInt8(ascii: "N") && at == start {
      hasNonFinite = true
      try literal(byte == UInt8(ascii: "I") ? "Infinity" : "NaN")
      return start..<at
    }
    if byte == UInt8(ascii: "0") {
      at += 1
    } else {
      try digits()
    }
    if byte == UInt8(ascii: ".") {
      at += 1
      try digits()
    }
    if byte == UInt8(ascii: "e") || byte == UInt8(ascii: "E") {
      at += 1
      if byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-") { at += 1 }
      try digits()
    }
    return start..<at
  }

  /// `true` or `false`.
  package mutating func boolean() throws(Failure) -> Bool {
    skipSpace()
    if byte == UInt8(ascii: "t") {
      try literal("true")
      return true
    }
    try literal("false")
    return false
  }

  package mutating func null() throws(Failure) {
    skipSpace()
    try literal("null")
  }

  /// Skips a value of any kind, checking it; returns the bytes that it occupied.
  @discardableResult
  package mutating func skip() throws(Failure) -> Range<Int> {
    skipSpace()
    let start = at
    try skip(depth: 0)
    return start..<at
  }

  private mutating func skip(depth: Int) throws(Failure) {
    switch try peek() {
    case .string: try skipString()
    case .number: _ = try number()
    case .boolean: _ = try boolean()
    case .null: try null()
    case .object:
      try descend(depth)
      try beginObject()
      var first = true
      while try next(&first, closing: UInt8(ascii: "}")) {
        try skipString()
        try expect(UInt8(ascii: ":"), "a colon")
        try skip(depth: depth + 1)
      }
    case .array:
      try descend(depth)
      try beginArray()
      var first = true
      while try next(&first, closing: UInt8(ascii: "]")) { try skip(depth: depth + 1) }
    }
  }

  func descend(_ depth: Int) throws(Failure) {
    if depth >= Self.depthLimit { throw failure("nested deeper than \(Self.depthLimit) levels") }
  }

  // MARK: Bytes

  /// The bytes that are scanned, valid as long as those the scanner was made with.
  @inlinable
  package var scanned: UnsafeBufferPointer<UInt8> { unsafe bytes }

  @inlinable
  var byte: UInt8? { unsafe at < bytes.count ? bytes[at] : nil }

  @inlinable
  func failure(_ reason: String) -> Failure { Failure(reason: reason, offset: at) }

  @inlinable
  mutating func skipSpace() {
    while let byte, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { at += 1 }
  }

  @inlinable
  mutating func expect(_ wanted: UInt8, _ what: String) throws(Failure) {
    skipSpace()
    guard byte == wanted else { throw failure("expected \(what)") }
    at += 1
  }

  private mutating func literal(_ word: StaticString) throws(Failure) {
    for i in 0..<word.utf8CodeUnitCount {
      guard unsafe byte == word.utf8Start[i] else { throw failure("no value starts like this") }
      at += 1
    }
  }

  private mutating func digits() throws(Failure) {
    let start = at
    while let byte, byte &- UInt8(ascii: "0") < 10 { at += 1 }
    if at == start { throw failure("expected a digit") }
  }
}
