/// A tar archive of files in memory (ustar).
package func tar(_ files: [(path: String, bytes: [UInt8])]) -> [UInt8] {
  let entries = files.sorted { $0.path < $1.path }.map {
    TarEntry(path: Array($0.path.utf8), bytes: $0.bytes)
  }
  return tar(entries)
}

/// An entry of any type: `0` a file, `2` a symbolic link, `5` a directory, `g` a global header.
package struct TarEntry {
  package var path: [UInt8]
  package var type: Character = "0"
  package var link = ""
  package var bytes: [UInt8] = []
  /// The size in the header, if a false one.
  package var size: String?

  package init(
    path: [UInt8], type: Character = "0", link: String = "", bytes: [UInt8] = [],
    size: String? = nil
  ) {
    self.path = path
    self.type = type
    self.link = link
    self.bytes = bytes
    self.size = size
  }
}

package func tar(_ entries: [TarEntry]) -> [UInt8] {
  var archive: [UInt8] = []
  for file in entries {
    var header = [UInt8](repeating: 0, count: 512)
    func put(_ text: String, at offset: Int) {
      for (i, byte) in text.utf8.enumerated() { header[offset + i] = byte }
    }
    func octal(_ value: Int, _ width: Int) -> String {
      let digits = String(value, radix: 8)
      return String(repeating: "0", count: width - digits.count) + digits
    }
    for (i, byte) in file.path.prefix(100).enumerated() { header[i] = byte }
    put("0000644", at: 100)
    put(file.size ?? octal(file.bytes.count, 11), at: 124)
    put("        ", at: 148)
    put(String(file.type), at: 156)
    put(file.link, at: 157)
    put("ustar\u{0}00", at: 257)
    put(octal(header.reduce(0) { $0 + Int($1) }, 6) + "\u{0} ", at: 148)
    archive += header + file.bytes
    archive += [UInt8](repeating: 0, count: (512 - file.bytes.count % 512) % 512)
  }
  return archive + [UInt8](repeating: 0, count: 1024)
}
