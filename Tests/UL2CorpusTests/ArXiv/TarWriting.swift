/// A tar archive of files in memory (ustar).
func tar(_ files: [(path: String, bytes: [UInt8])]) -> [UInt8] {
  var archive: [UInt8] = []
  for file in files.sorted(by: { $0.path < $1.path }) {
    var header = [UInt8](repeating: 0, count: 512)
    func put(_ text: String, at offset: Int) {
      for (i, byte) in text.utf8.enumerated() { header[offset + i] = byte }
    }
    func octal(_ value: Int, _ width: Int) -> String {
      let digits = String(value, radix: 8)
      return String(repeating: "0", count: width - digits.count) + digits
    }
    put(file.path, at: 0)
    put("0000644", at: 100)
    put(octal(file.bytes.count, 11), at: 124)
    put("        ", at: 148)
    put("0", at: 156)
    put("ustar\u{0}00", at: 257)
    put(octal(header.reduce(0) { $0 + Int($1) }, 6) + "\u{0} ", at: 148)
    archive += header + file.bytes
    archive += [UInt8](repeating: 0, count: (512 - file.bytes.count % 512) % 512)
  }
  return archive + [UInt8](repeating: 0, count: 1024)
}
