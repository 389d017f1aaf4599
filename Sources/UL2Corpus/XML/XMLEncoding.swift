/// XML in another encoding than UTF-8, converted by the C library while it is read.
///
/// No dump is published so; it costs a few dozen lines to read one all the same.
import Glibc
import UL2Input

@safe final class XMLEncoding: ByteSource {
  let path: String
  private var source: ByteReader
  private let name: String
  /// Invariant: opened in `init`, closed in `deinit`.
  private let converter: iconv_t
  private var input: [UInt8]
  private var isAtEnd = false

  /// UTF-16 by its byte order mark, or by its first character, which is `<`.
  static func guess(_ bytes: [UInt8]) -> String? {
    if bytes.starts(with: [0xFE, 0xFF]) || bytes.starts(with: [0x00, 0x3C, 0x00]) {
      return "UTF-16BE"
    }
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0x3C, 0x00]) { return "UTF-16LE" }
    return nil
  }

  /// Replaces `input` by the same text in UTF-8.
  ///
  /// - Parameter bytes: what was read of it already.
  static func convert(
    _ input: inout ByteReader, from encoding: String, after bytes: [UInt8]
  ) throws(Problem) {
    let converter = unsafe iconv_open("UTF-8", encoding)
    guard let converter = unsafe converter, Int(bitPattern: converter) != -1 else {
      throw Problem(
        .badInput, "an unknown encoding of XML", path: input.path, got: encoding, expected: "UTF-8")
    }
    input = ByteReader(unsafe XMLEncoding(input, converter, name: encoding, after: bytes))
  }

  private init(
    _ source: consuming ByteReader, _ converter: iconv_t, name: String, after bytes: [UInt8]
  ) {
    path = source.path
    self.source = source
    self.name = name
    input = bytes
    unsafe self.converter = converter
  }

  deinit { unsafe _ = iconv_close(converter) }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(Problem) -> Int {
    while true {
      let (consumed, produced, code) = unsafe convert(into: buffer)
      input.removeFirst(consumed)
      if code == EILSEQ || (code == EINVAL && isAtEnd) {
        if produced > 0 { return produced }
        throw Problem(.badInput, "not \(name), the encoding that the XML declares", path: path)
      }
      if produced > 0 || isAtEnd { return produced }
      try fill()
    }
  }

  func recover() throws(Problem) -> Int? {
    input = []
    unsafe _ = iconv(converter, nil, nil, nil, nil)
    // What is damaged was counted in other bytes than those given.
    return try source.recover().map { 4 * $0 }
  }

  private func fill() throws(Problem) {
    var count = 0
    try input.append(addingCapacity: 64 << 10) { span throws(Problem) in
      count = unsafe try span.withUnsafeMutableBufferPointer { bytes, count throws(Problem) in
        count = unsafe try source.read(into: UnsafeMutableRawBufferPointer(bytes))
        return count
      }
    }
    isAtEnd = count == 0
  }

  private func convert(
    into buffer: UnsafeMutableRawBufferPointer
  ) -> (consumed: Int, produced: Int, code: Int32) {
    let available = input.count
    return unsafe input.withUnsafeMutableBytes { bytes in
      var from = unsafe bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
      var to = unsafe buffer.baseAddress?.assumingMemoryBound(to: CChar.self)
      var left = available
      var room = buffer.count
      let result = unsafe iconv(converter, &from, &left, &to, &room)
      return (available - left, buffer.count - room, result == -1 ? errno : 0)
    }
  }
}
