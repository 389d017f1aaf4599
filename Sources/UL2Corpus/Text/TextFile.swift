/// A file, and the document that it is. Files that are UTF-8 are taken as they are, except for a byte order
/// mark; others are converted where they say their encoding, and skipped where they do not: a guess would
/// be wrong for some of them, and nobody would see it.
import UL2Input

struct TextFile: Sendable {
  /// A longer file is not text that a person wrote.
  static let limit = 64 << 20

  /// The document's name: the file's path, or the member's in its archive.
  let name: String
  /// Of the input.
  let path: String
  let bytes: [UInt8]
  var isMember = false

  static func tooLarge(_ path: String) -> Problem {
    Problem(
      .badInput, "the file is too large", path: path, expected: "at most \(limit >> 20) MiB")
  }

  /// Fills `document`; false where the file is not text, which is noted.
  func read(into document: inout Document, _ transcoding: Transcoding, _ log: SkipLog) -> Bool {
    var text: [UInt8]
    do throws(Problem) {
      text = try content()
    } catch {
      log.bad("undecodable member", error)
      return false
    }
    let size = text.count
    var encoding: String?
    if let reason = transcoding.makeUTF8(&text, &encoding) {
      log.filtered(reason, id: Array(name.utf8))
      return false
    }
    document.removeAll()
    document.id.append(contentsOf: name.utf8)
    document.text = text
    var metadata = MetadataWriter(reusing: document.metadata)
    metadata.add("path", name.utf8)
    if isMember { metadata.add("archive", path.utf8) }
    metadata.add("size", size)
    if let encoding { metadata.add("encoding", encoding.utf8) }
    document.metadata = metadata.finish()
    return true
  }

  /// The file's bytes; a member of an archive may be compressed by itself.
  private func content() throws(Problem) -> [UInt8] {
    let head = Array(bytes.prefix(CompressionFormat.sniffedBytes))
    guard isMember, unsafe head.withUnsafeBytes({ unsafe CompressionFormat.sniff($0) }) != nil
    else {
      return bytes
    }
    var input = try decompressed(ByteReader(MemberSource(bytes, path: "\(path):\(name)")))
    var content: [UInt8] = []
    guard try !input.read(Self.limit + 1, appendingTo: &content) else {
      throw Self.tooLarge("\(path):\(name)")
    }
    return content
  }
}
