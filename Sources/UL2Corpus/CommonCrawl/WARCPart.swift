/// Whole records of a WARC file, framed when they were cut: headers are parsed here, blocks are given where
/// they lie.
import UL2Input

package struct WARCPart: Sendable {
  let bytes: PartBytes
  let frames: [WARCFrame]
  /// Records of the file before these.
  let recordsBefore: Int

  private static let versions = ["WARC/0.17", "WARC/0.18", "WARC/1.0", "WARC/1.1"]

  package var path: String { bytes.path }
  package var recordCount: Int { frames.count }

  /// The block of a record; valid as long as the part.
  package func block(_ index: Int) -> UnsafeRawBufferPointer {
    unsafe UnsafeRawBufferPointer(rebasing: bytes.bytes[frames[index].block])
  }

  /// The header of a record.
  ///
  /// - Throws: what is wrong with it, of kind `badInput`.
  package func header(_ index: Int) throws(Problem) -> WARCHeader {
    let frame = frames[index]
    var header = WARCHeader()
    header.begin(at: bytes.position + frame.start)
    header.contentLength = frame.block.count
    var isVersion = true
    var at = frame.start
    while at < frame.block.lowerBound {
      let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes.bytes[at..<frame.block.lowerBound])
      let length = unsafe firstNewline(rest) ?? rest.count
      at += length + 1
      let hasReturn = unsafe length > 0 && rest[length - 1] == 0x0D
      let line = unsafe UnsafeRawBufferPointer(rebasing: rest[..<(hasReturn ? length - 1 : length)])
      if isVersion {
        let version = unsafe String(decoding: line, as: UTF8.self)
        guard Self.versions.contains(version) else {
          throw unsafe broken(
            header, "an unknown version of WARC", got: shown(line), expected: "0.18, 1.0 or 1.1")
        }
        isVersion = false
      } else if unsafe !line.isEmpty, unsafe !header.add(line) {
        throw broken(header, "a header line without a colon")
      }
    }
    return header
  }

  private func broken(
    _ header: WARCHeader, _ problem: String, got: String? = nil, expected: String? = nil
  ) -> Problem {
    Problem(
      .badInput, problem, path: path, place: "byte \(header.offset) (uncompressed)", got: got,
      expected: expected)
  }
}
