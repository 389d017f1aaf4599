/// Reads a list of exclusions, line by line, into a set of keys.
import UL2Input

enum ExclusionReader {
  /// "ul2docid" in ASCII: keeps ids apart from texts.
  static let idSeed: UInt64 = 0x756C_3264_6F63_6964
  /// The longest id.
  static let lineLimit = 64 << 10

  static func read(_ path: String, into keys: inout KeySet) throws(Problem) -> ExclusionList {
    let source = HashingSource(try openInput(path))
    let lines = LineReader(ByteReader(source), limit: lineLimit)
    var entries = 0
    while let line = unsafe try lines.next() {
      switch unsafe line {
      case .tooLong(let byteCount):
        throw Problem(
          .badInput, "too long for a document's id", path: path, place: "\(lines.number)",
          got: "\(byteCount) bytes", expected: "at most \(lineLimit)")
      case .text(let bytes):
        let entry = unsafe trimmed(UnsafeRawBufferPointer(bytes))
        if unsafe entry.isEmpty { continue }
        unsafe try check(entry, path: path, line: lines.number)
        unsafe keys.insert(key(ofEntry: entry))
        entries += 1
      }
    }
    return ExclusionList(path: path, entries: entries, xxh3: source.hash)
  }

  /// The key that an entry, or a document's id, represents.
  static func key(ofEntry entry: UnsafeRawBufferPointer) -> Hash128 {
    unsafe textHash(entry) ?? xxh3_128(entry, seed: idSeed)
  }

  /// The hash that `entry` is, alone or followed by a file's name.
  private static func textHash(_ entry: UnsafeRawBufferPointer) -> Hash128? {
    guard entry.count >= 32 else { return nil }
    if entry.count > 32 {
      guard unsafe entry[32] == UInt8(ascii: " "), entry.count > 34,
        unsafe entry[33] == UInt8(ascii: " ") || entry[33] == UInt8(ascii: "*")
      else { return nil }
    }
    guard let high = unsafe hexadecimal(entry, 0), let low = unsafe hexadecimal(entry, 16) else {
      return nil
    }
    return Hash128(high: high, low: low)
  }

  private static func hexadecimal(_ bytes: UnsafeRawBufferPointer, _ start: Int) -> UInt64? {
    var value: UInt64 = 0
    for i in start..<start + 16 {
      let byte = unsafe bytes[i]
      switch byte {
      case 0x30...0x39: value = value << 4 | UInt64(byte - 0x30)
      case 0x41...0x46, 0x61...0x66: value = value << 4 | UInt64((byte | 0x20) - 0x57)
      default: return nil
      }
    }
    return value
  }

  /// Refuses what no list of ids or hashes has: a model, an archive, the output of another hash.
  private static func check(
    _ entry: UnsafeRawBufferPointer, path: String, line: Int
  ) throws(Problem) {
    let expected = "a document's id, or the xxh3-128 of its text as 32 hexadecimal digits"
    func problem(_ what: String, fix: Wording? = nil) -> Problem {
      Problem(
        .badInput, what, path: path, place: "\(line)",
        got: unsafe line == 1 ? shownBeginning(entry) : shown(entry), expected: expected, fix: fix
      )
    }
    if let at = unsafe firstInvalidUTF8(in: entry) {
      throw problem("byte \(at) of the line is not UTF-8")
    }
    for i in entry.indices where unsafe entry[i] < 0x20 && entry[i] != 0x09 {
      throw problem("a control character")
    }
    let mark = Array("XXH3_".utf8)
    if entry.count >= 21, unsafe entry.starts(with: mark),
      unsafe hexadecimal(entry, mark.count) != nil
    {
      throw problem("a hash of 64 bits", fix: "xxhsum -H2 prints those of 128")
    }
  }

  private static func trimmed(_ line: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
    func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
    var start = 0
    var end = line.count
    while start < end, unsafe isSpace(line[start]) { start += 1 }
    while start < end, unsafe isSpace(line[end - 1]) { end -= 1 }
    return unsafe UnsafeRawBufferPointer(rebasing: line[start..<end])
  }
}

/// A source that hashes what is read of it.
private final class HashingSource: ByteSource {
  private var source: ByteReader
  private let hasher = XXH3Hasher()
  let path: String
  /// Of all that was read so far.
  var hash: UInt64 { hasher.value() }

  init(_ source: consuming ByteReader) {
    path = source.path
    self.source = source
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(Problem) -> Int {
    let count = unsafe try source.read(into: buffer)
    unsafe hasher.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
    return count
  }
}
