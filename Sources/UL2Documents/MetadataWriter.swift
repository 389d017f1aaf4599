/// Writes a document's metadata, one JSON object on one line, straight into the document's buffer.
///
/// Values are UTF-8 bytes as the reader holds them; nothing passes through `String`.
@usableFromInline
package struct MetadataWriter {
  @usableFromInline var bytes: [UInt8]
  @usableFromInline var isFirst = true

  /// - Parameter bytes: a buffer to reuse; what it held is dropped.
  @inlinable
  package init(reusing bytes: consuming [UInt8]) {
    bytes.removeAll(keepingCapacity: true)
    bytes.append(UInt8(ascii: "{"))
    self.bytes = bytes
  }

  @inlinable
  package mutating func add(_ key: StaticString, _ text: some Sequence<UInt8>) {
    begin(key)
    appendJSONString(text, to: &bytes)
  }

  @inlinable
  package mutating func add(_ key: StaticString, _ number: some BinaryInteger) {
    begin(key)
    bytes.append(contentsOf: String(number).utf8)
  }

  @inlinable
  package mutating func add(_ key: StaticString, numbers: some Sequence<some BinaryInteger>) {
    list(key, numbers) { number, bytes in bytes.append(contentsOf: String(number).utf8) }
  }

  @inlinable
  package mutating func add(_ key: StaticString, texts: some Sequence<[UInt8]>) {
    list(key, texts) { text, bytes in appendJSONString(text, to: &bytes) }
  }

  /// The whole object.
  @inlinable
  package consuming func finish() -> [UInt8] {
    bytes.append(UInt8(ascii: "}"))
    return bytes
  }

  @inlinable
  mutating func list<Elements: Sequence>(
    _ key: StaticString, _ elements: Elements,
    _ append: (Elements.Element, inout [UInt8]) -> Void
  ) {
    begin(key)
    var separator = UInt8(ascii: "[")
    for element in elements {
      bytes.append(separator)
      append(element, &bytes)
      separator = UInt8(ascii: ",")
    }
    if separator == UInt8(ascii: "[") { bytes.append(separator) }
    bytes.append(UInt8(ascii: "]"))
  }

  @inlinable
  mutating func begin(_ key: StaticString) {
    if !isFirst { bytes.append(UInt8(ascii: ",")) }
    isFirst = false
    unsafe appendJSONString(key.bytes, to: &bytes)
    bytes.append(UInt8(ascii: ":"))
  }
}
