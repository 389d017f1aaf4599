/// Takes XML apart: tags, text, comments, as they appear in a buffer, checked for being
/// well-formed.
///
/// It checks all that XML 1.0 and its namespaces require of a document without a type declaration, with two exceptions:
/// characters, which `XMLCharacters` checks for a whole part at once, and references to characters that XML does not
/// allow, because many programs write them and no text should be lost for one. Three limits are stricter than
/// libxml2's, so that the cost of an input is bounded by its length: names of 1,000 bytes, 256 attributes, 256 open
/// elements. Only attributes' values, and what a caller asks for, are copied. On rows it is four times as fast as
/// libxml2's SAX parser.

/// Why a text is not well-formed, and at which byte.
package struct XMLFailure: Error, Equatable {
  package var reason: String
  package var offset: Int

  package init(_ reason: String, _ offset: Int) {
    self.reason = reason
    self.offset = offset
  }
}

package enum XMLToken {
  /// A start tag: see `name` and `attributes`. That of an empty element is followed by an end as any other.
  case start
  case end
  /// Text with its references still in it.
  case text(Range<Int>)
  /// The inside of a CDATA section.
  case literal(Range<Int>)
  case comment
  case instruction
}

@usableFromInline
package struct XMLAttribute {
  package var name: Range<Int>
  /// Where its decoded value is among the `values` of the scanner.
  @usableFromInline package var value: Range<Int>
}

@usableFromInline
@safe package struct XMLScanner: ~Copyable {
  @inlinable package static var nameLimit: Int { 1000 }
  @inlinable package static var attributeLimit: Int { 256 }
  @inlinable package static var depthLimit: Int { 256 }

  /// Invariant: outlives the scanner; `0 <= at <= end <= bytes.count`.
  package let bytes: UnsafeBufferPointer<UInt8>
  package var at = 0
  private(set) var end = 0
  /// The last tag's name.
  private(set) var name = 0..<0
  package var attributes: [XMLAttribute] = []
  /// Decoded values. Invariant: room for all that is scanned, since no reference is shorter than what it
  /// represents, and a word beyond; freed in `deinit`.
  @usableFromInline private(set) var values = unsafe UnsafeMutableRawBufferPointer(
    start: nil, count: 0)
  package var valuesEnd = 0
  /// Whether control characters are in the bytes: they are left out of text.
  package var hasControls = false
  /// Whether a reference to a control character is that character, as in names of files.
  package var keepsControls = false
  /// References to what is not a character of XML, left out or replaced by U+FFFD.
  package var forbiddenReferences = 0
  /// Elements opened and not yet closed, here and before.
  private var open: [Range<Int>] = []
  private var outer: [[UInt8]] = []
  private var rootIsSeen = false
  private(set) var hasForeignEntities = false
  private var owesEnd = false

  package init(_ bytes: UnsafeBufferPointer<UInt8>) { unsafe self.bytes = bytes }

  deinit { unsafe values.deallocate() }

  /// Goes to `range`, where `context` is open.
  package mutating func begin(_ range: Range<Int>, _ context: XMLContext) {
    at = range.lowerBound
    end = range.upperBound
    outer = context.open
    rootIsSeen = context.rootIsSeen
    hasForeignEntities = context.hasForeignEntities
    open.removeAll(keepingCapacity: true)
    owesEnd = false
    if unsafe values.count < range.count + 8 {
      unsafe values.deallocate()
      unsafe values = .allocate(byteCount: range.count + 8, alignment: 8)
    }
  }

  /// How many elements are open.
  package var depth: Int { open.count }

  /// The next token; nil at the end of the range.
  package mutating func next() throws(XMLFailure) -> XMLToken? {
    if owesEnd {
      owesEnd = false
      return .end
    }
    guard at < end else { return nil }
    guard unsafe bytes[at] == UInt8(ascii: "<") else { return .text(try textRange()) }
    switch unsafe at + 1 < end ? bytes[at + 1] : 0 {
    case UInt8(ascii: "/"):
      try endTag()
      return .end
    case UInt8(ascii: "!"): return try declaration()
    case UInt8(ascii: "?"):
      try instruction()
      return .instruction
    default:
      try startTag()
      return .start
    }
  }

  /// Fails unless every element is closed, and there was one.
  package func finish() throws(XMLFailure) {
    if let last = open.last { throw XMLFailure("<\(spelling(last))> is not closed", end) }
    if let last = outer.last {
      throw XMLFailure("<\(String(decoding: last, as: UTF8.self))> is not closed", end)
    }
    if !rootIsSeen { throw XMLFailure("no root element", end) }
  }

  package func spelling(_ name: Range<Int>) -> String {
    unsafe String(decoding: UnsafeBufferPointer(rebasing: bytes[name]), as: UTF8.self)
  }

  /// Whether the last tag's name, without a prefix, is `wanted`.
  package func isNamed(_ wanted: StaticString) -> Bool {
    if unsafe bytes.is(wanted, name) { return true }
    return unsafe name.count > wanted.utf8CodeUnitCount && bytes.is(wanted, bytes.localName(name))
  }

  /// Where the last start tag begins.
  package var tagStart: Int { name.lowerBound - 1 }

  /// The value of one of the last start tag's attributes.
  package func value(_ attribute: XMLAttribute) -> [UInt8] {
    unsafe Array(UnsafeRawBufferPointer(rebasing: values[attribute.value]))
  }

  @inlinable
  package func integer<T: FixedWidthInteger>(_ attribute: XMLAttribute) -> T? {
    unsafe parseInteger(T.self, UnsafeRawBufferPointer(rebasing: values[attribute.value]))
  }

  /// Whether an attribute's name, without a prefix, is `wanted`. Declarations of namespaces are none.
  package func isNamed(_ attribute: XMLAttribute, _ wanted: StaticString) -> Bool {
    if unsafe bytes.is(wanted, attribute.name) { return true }
    guard attribute.name.count > wanted.utf8CodeUnitCount else { return false }
    return unsafe bytes.is(wanted, bytes.localName(attribute.name))
      && !bytes.has("xmlns:", at: attribute.name.lowerBound, before: attribute.name.upperBound)
  }

  // MARK: Tags

  private mutating func startTag() throws(XMLFailure) {
    let start = at
    if open.isEmpty, outer.isEmpty {
      if rootIsSeen { throw XMLFailure("an element after the end of the root element", start) }
      rootIsSeen = true
    }
    at += 1
    let name = try scanName("an element")
    self.name = name
    attributes.removeAll(keepingCapacity: true)
    valuesEnd = 0
    var seen: UInt64 = 0
    while true {
      let hasSpace = skipSpace()
      guard at < end else { throw XMLFailure("a tag has no end", start) }
      switch unsafe bytes[at] {
      case UInt8(ascii: ">"):
        at += 1
        if open.count + outer.count >= Self.depthLimit {
          throw XMLFailure("nested deeper than \(Self.depthLimit) elements", start)
        }
        open.append(name)
        return
      case UInt8(ascii: "/"):
        guard unsafe bytes.has("/>", at: at, before: end) else {
          throw XMLFailure("a slash inside a tag", at)
        }
        at += 2
        owesEnd = true
        return
      default:
        if !hasSpace { throw XMLFailure("no white space before an attribute", at) }
        try attribute(&seen)
      }
    }
  }

  private mutating func attribute(_ seen: inout UInt64) throws(XMLFailure) {
    let name = try scanName("an attribute")
    // One bit for most names: only those that share theirs are compared.
    let first = unsafe bytes[name.lowerBound]
    let last = unsafe bytes[name.upperBound - 1]
    let bit = 1 << UInt64((name.count &* 7 &+ Int(first) &* 5 &+ Int(last)) & 63) as UInt64
    if seen & bit != 0 {
      for other in attributes where unsafe bytes.same(name, other.name) {
        throw XMLFailure("the attribute \(spelling(name)) occurs twice", name.lowerBound)
      }
    }
    seen |= bit
    if attributes.count == Self.attributeLimit {
      throw XMLFailure("more than \(Self.attributeLimit) attributes", name.lowerBound)
    }
    _ = skipSpace()
    guard unsafe at < end && bytes[at] == UInt8(ascii: "=") else {
      throw XMLFailure("an attribute without a value", at)
    }
    at += 1
    _ = skipSpace()
    let quote = unsafe at < end ? bytes[at] : 0
    guard quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else {
      throw XMLFailure("an attribute's value is not quoted", at)
    }
    at += 1
    attributes.append(XMLAttribute(name: name, value: try attributeValue(quote)))
  }

  private mutating func endTag() throws(XMLFailure) {
    let start = at
    at += 2
    let name = try scanName("an element")
    self.name = name
    _ = skipSpace()
    guard unsafe at < end && bytes[at] == UInt8(ascii: ">") else {
      throw XMLFailure("an end tag has no end", start)
    }
    at += 1
    let isMatch: Bool
    if let last = open.popLast() {
      isMatch = unsafe bytes.same(last, name)
    } else if let last = outer.popLast() {
      isMatch = unsafe last.isEmpty || last.elementsEqual(bytes[name])
    } else {
      isMatch = false
    }
    if !isMatch { throw XMLFailure("</\(spelling(name))> closes nothing that is open", start) }
  }

  private mutating func scanName(_ what: StaticString) throws(XMLFailure) -> Range<Int> {
    let start = at
    var at = start
    let limit = min(end, start + Self.nameLimit + 1)
    while unsafe at < limit && XMLCharacters.isNameByte(bytes[at]) { at += 1 }
    self.at = at
    let name = start..<at
    guard name.count <= Self.nameLimit,
      unsafe XMLCharacters.isName(UnsafeBufferPointer(rebasing: bytes[name]))
    else { throw XMLFailure("\(what) has no name that XML allows", start) }
    return name
  }

  /// Skips white space; false where there is none.
  private mutating func skipSpace() -> Bool {
    let start = at
    while unsafe at < end && Self.isSpace(bytes[at]) { at += 1 }
    return at > start
  }

  @inlinable
  package static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x0A || byte == 0x09 || byte == 0x0D
  }

  // MARK: Text and the rest

  private mutating func textRange() throws(XMLFailure) -> Range<Int> {
    let start = at
    at = unsafe bytes.first(UInt8(ascii: "<"), from: start, to: end) ?? end
    if open.isEmpty, outer.isEmpty {
      let offset = unsafe bytes[start..<at].firstIndex { !Self.isSpace($0) }
      if let offset { throw XMLFailure("text outside the root element", offset) }
    }
    return start..<at
  }

  private mutating func declaration() throws(XMLFailure) -> XMLToken {
    let start = at
    if unsafe bytes.has("<!--", at: at, before: end) {
      guard let close = unsafe bytes.first(of: "--", from: at + 4, to: end) else {
        throw XMLFailure("a comment has no end", start)
      }
      guard unsafe bytes.has("-->", at: close, before: end) else {
        throw XMLFailure("two hyphens inside a comment", close)
      }
      at = close + 3
      return .comment
    }
    guard unsafe bytes.has("<![CDATA[", at: at, before: end) else {
      throw XMLFailure("a declaration", start)
    }
    if open.isEmpty, outer.isEmpty {
      throw XMLFailure("text outside the root element", at)
    }
    guard let close = unsafe bytes.first(of: "]]>", from: at + 9, to: end) else {
      throw XMLFailure("a CDATA section has no end", start)
    }
    at = close + 3
    return .literal(start + 9..<close)
  }

  private mutating func instruction() throws(XMLFailure) {
    let start = at
    at += 2
    let target = try scanName("a processing instruction")
    let isXML =
      unsafe target.count == 3 && bytes[target].map(\.asciiLowercased) == Array("xml".utf8)
    // The document's declaration has been skipped before.
    if isXML { throw XMLFailure("an XML declaration inside the document", start) }
    guard unsafe bytes.has("?>", at: at, before: end) || skipSpace(),
      let close = unsafe bytes.first(of: "?>", from: at, to: end)
    else { throw XMLFailure("a processing instruction has no end", start) }
    at = close + 2
  }
}
