/// The header of one WARC record (ISO 28500; versions 0.18, 1.0 and 1.1).
package struct WARCHeader {
  /// Where the record begins, in bytes of the uncompressed data.
  package internal(set) var offset = 0
  /// The block's length.
  package internal(set) var contentLength = 0
  private var fields = HeaderFields()

  /// The value of the first field called `name`, without white space around it.
  package subscript(_ name: String) -> [UInt8]? { fields[name] }

  /// `WARC-Type`, in lower case: `conversion`.
  package var type: String? {
    self["WARC-Type"].map { shown($0, limit: 40).lowercased() }
  }

  /// `WARC-Target-URI`, without the angle brackets that wget puts around it.
  package var targetURI: [UInt8]? {
    guard let uri = self["WARC-Target-URI"] else { return nil }
    guard uri.first == UInt8(ascii: "<"), uri.last == UInt8(ascii: ">") else { return uri }
    return Array(uri.dropFirst().dropLast())
  }

  mutating func begin(at offset: Int) {
    self.offset = offset
    contentLength = 0
    fields.removeAll()
  }

  /// Adds a line, its end removed; false where it is neither a field nor the continuation of one.
  mutating func add(_ line: UnsafeRawBufferPointer) -> Bool { unsafe fields.add(line) }
}
