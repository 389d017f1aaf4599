/// The encoding that a text file says it is in: by a byte order mark, XML's declaration, HTML's `<meta>`, or
/// what editors and Python read (`-*- coding: latin-1 -*-`, `vim: fileencoding=koi8-r`, PEP 263).
extension Charset {
  /// - Parameter bytes: of the whole file; only its beginning counts.
  package init?(declaredIn bytes: [UInt8]) {
    if let marked = Self(markedIn: bytes) {
      self = marked
    } else if let found = Self.declared(inXML: bytes) ?? Self.declared(inHTML: bytes)
      ?? Self.declared(forEditors: bytes)
    {
      self = found
    } else {
      return nil
    }
  }

  /// The encoding that a byte order mark shows.
  package init?(markedIn bytes: [UInt8]) {
    let marks: [(bytes: [UInt8], charset: Charset)] = [
      ([0xFF, 0xFE, 0, 0], .utf32LittleEndian), ([0, 0, 0xFE, 0xFF], .utf32BigEndian),
      ([0xFF, 0xFE], .utf16LittleEndian), ([0xFE, 0xFF], .utf16BigEndian),
      ([0xEF, 0xBB, 0xBF], .utf8),
    ]
    guard let found = marks.first(where: { bytes.starts(with: $0.bytes) }) else { return nil }
    self = found.charset
  }

  private static func declared(inXML bytes: [UInt8]) -> Charset? {
    guard bytes.has("<?xml", at: 0), let declaration = try? XMLDeclaration(bytes, path: "") else {
      return nil
    }
    return declaration.encoding.flatMap { Charset(label: Array($0.utf8)) }
  }

  private static func declared(inHTML bytes: [UInt8]) -> Charset? {
    bytes.first { !$0.isMarkupSpace } == UInt8(ascii: "<") ? metaCharset(bytes) : nil
  }

  /// How far down a file may say it: below a license, in the header of a book of Project Gutenberg's.
  private static let declarationLimit = 4096

  private static func declared(forEditors bytes: [UInt8]) -> Charset? {
    let head = Array(bytes.prefix(declarationLimit))
    var from = 0
    while let found = head.firstIndex(of: "coding", from: from) {
      from = found + 6
      guard from < head.count, head[from] == UInt8(ascii: ":") || head[from] == UInt8(ascii: "=")
      else { continue }
      let label = head[(from + 1)...].drop { $0 == 0x20 || $0 == 0x09 }
        .prefix { $0.isASCIIAlphanumeric || "-_.:".utf8.contains($0) }
      // Python writes latin-1, the web latin1.
      if let charset = Charset(label: label)
        ?? Charset(label: label.filter { $0 != UInt8(ascii: "-") })
      {
        return charset
      }
    }
    return nil
  }
}
