/// A bitmap of documents as a file of NumPy's: `numpy.unpackbits(numpy.load(FILE), bitorder="little")` has a 1
/// for each document that ends in an EOD, and at most seven zeros after the last.
package enum EndsFile {
  package static func bytes(_ bits: DocumentBits) -> [UInt8] {
    header(bits.bytes.count) + bits.bytes
  }

  /// - Throws: a file that is not what `bytes` writes for as many documents.
  package static func read(_ path: String, documentCount: Int) throws(Problem) -> DocumentBits {
    let bytes = try readFile(path, limit: documentCount / 8 + 4096)
    let header = header((documentCount + 7) / 8)
    guard bytes.starts(with: header),
      let bits = DocumentBits(
        documentCount: documentCount, bytes: Array(bytes.dropFirst(header.count)))
    else {
      throw Problem(
        .badInput, "not the bitmap of these documents", path: path, got: "\(bytes.count) bytes",
        expected: "a NumPy array of uint8, a bit for each of \(documentCount) documents")
    }
    return bits
  }

  /// NumPy's format 1.0: its length is a multiple of 64.
  private static func header(_ count: Int) -> [UInt8] {
    let text = "{'descr': '|u1', 'fortran_order': False, 'shape': (\(count),), }"
    let padding = 63 - (10 + text.utf8.count) % 64
    let body = Array(text.utf8) + [UInt8](repeating: 0x20, count: padding) + [0x0A]
    return [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(body.count & 0xFF), UInt8(body.count >> 8)]
      + body
  }
}
