/// Undoes what HTTP did to a body: chunks, and the codings gzip, deflate, br and zstd.
///
/// Common Crawl's files hold the decoded body and other crawlers' the body as sent, both under headers
/// that may say otherwise; so a header is only believed where the bytes look like what it says. What a
/// body may grow to is bounded: 10 KB of Brotli can stand for gigabytes.
import UL2Input

final class HTTPBody {
  enum Outcome: Equatable {
    case whole
    /// There is less than was sent: a chunk or a stream has no end.
    case cut
    case damaged(String)
    case tooLong
  }

  private let limit: Int
  private let inflater = Inflater()
  private var decoded: [UInt8] = []

  /// - Parameter limit: a body that decodes to more is refused, in bytes.
  init(limit: Int = 64 << 20) { self.limit = limit }

  /// Replaces `body`, as sent under the fields, by what it stands for.
  func decode(_ body: inout [UInt8], _ fields: HeaderFields) -> Outcome {
    var outcome = Outcome.whole
    if let coding = fields["Transfer-Encoding"], has("chunked", coding) {
      outcome = removeChunks(&body)
    }
    guard let codings = fields["Content-Encoding"] else { return outcome }
    // The last one named was put on last. More than two do not occur but in attacks.
    for coding in codings.split(separator: UInt8(ascii: ",")).suffix(4).reversed() {
      let step = decode(&body, coding: Array(coding))
      switch step {
      case .whole: break
      case .cut: outcome = .cut
      case .damaged, .tooLong: return step
      }
    }
    return outcome
  }

  private func has(_ word: String, _ value: [UInt8]) -> Bool {
    let range = value.trimmed(0..<value.count)
    return (range.lowerBound...range.upperBound).contains {
      value.hasIgnoringCase(word.utf8, at: $0)
    }
  }

  // MARK: Chunks

  /// Joins chunks (RFC 9112, 7.1); a body that does not begin like one is left as it is.
  private func removeChunks(_ body: inout [UInt8]) -> Outcome {
    var at = 0
    var end = 0
    guard let first = chunkSize(body, &at), first <= body.count else { return .whole }
    var size: Int? = first
    while let length = size {
      if length == 0 {
        body.removeSubrange(end...)
        return .whole
      }
      let available = min(length, body.count - at)
      // Chunks are moved to the front of the same buffer.
      for i in 0..<available { body[end + i] = body[at + i] }
      end += available
      at += available
      if available < length { break }
      if at < body.count, body[at] == 0x0D { at += 1 }
      if at < body.count, body[at] == 0x0A { at += 1 }
      size = chunkSize(body, &at)
    }
    body.removeSubrange(end...)
    return .cut
  }

  /// Reads a line with a size in hexadecimal, extensions allowed; nil where none stands there.
  private func chunkSize(_ body: [UInt8], _ at: inout Int) -> Int? {
    var size = 0
    var digits = 0
    while at < body.count, let digit = Self.hexadecimalValue(body[at]) {
      digits += 1
      if digits > 12 { return nil }
      size = size << 4 | digit
      at += 1
    }
    guard digits > 0 else { return nil }
    // Spaces and an extension, then the line's end, not far away.
    var left = 256
    while at < body.count, body[at] != 0x0A, left > 0 {
      if digits > 0, !Self.mayFollowSize(body[at]) { return nil }
      if body[at] == UInt8(ascii: ";") { digits = 0 }
      at += 1
      left -= 1
    }
    guard at < body.count, body[at] == 0x0A else { return nil }
    at += 1
    return size
  }

  private static func mayFollowSize(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x09 || byte == 0x0D || byte == UInt8(ascii: ";")
  }

  private static func hexadecimalValue(_ byte: UInt8) -> Int? {
    switch byte {
    case 0x30...0x39: Int(byte) - 0x30
    case 0x41...0x46: Int(byte) - 0x41 + 10
    case 0x61...0x66: Int(byte) - 0x61 + 10
    default: nil
    }
  }

  // MARK: Codings

  private func decode(_ body: inout [UInt8], coding: [UInt8]) -> Outcome {
    if body.isEmpty { return .whole }
    let name = String(decoding: coding[coding.trimmed(0..<coding.count)], as: UTF8.self)
      .lowercased()
    let outcome: Outcome
    switch name {
    case "gzip", "x-gzip":
      guard body.starts(with: CompressionFormat.gzip.magic) else { return .whole }
      outcome = inflate(body, .gzip)
    case "deflate":
      // RFC 9110 means zlib's wrapping; old servers send none.
      let isZlib =
        body.count >= 2 && body[0] & 0x0F == 8 && (Int(body[0]) << 8 | Int(body[1])) % 31 == 0
      if !isZlib, Self.looksLikeMarkup(body) { return .whole }
      outcome = inflate(body, isZlib ? .zlib : .bare)
    case "zstd":
      guard body.starts(with: CompressionFormat.zstd.magic) else { return .whole }
      outcome = unzstd(body)
    case "br":
      // Nothing marks Brotli: what can be text of a page is no Brotli.
      if Self.looksLikeMarkup(body) { return .whole }
      outcome = unbrotli(body)
    default: return .whole
    }
    if outcome == .whole || outcome == .cut { swap(&body, &decoded) }
    return outcome
  }

  private static func looksLikeMarkup(_ body: [UInt8]) -> Bool {
    let content = body.prefix(64).drop { $0.isMarkupSpace || [0xEF, 0xBB, 0xBF].contains($0) }
    return content.first == UInt8(ascii: "<") && content.dropFirst().allSatisfy { $0 >= 0x09 }
  }

  private func inflate(_ body: [UInt8], _ wrapping: Inflater.Wrapping) -> Outcome {
    inflater.begin(wrapping)
    return unsafe fill(body) { input, output in unsafe inflater.decode(input, into: output) }
  }

  private func unzstd(_ body: [UInt8]) -> Outcome {
    guard let decoder = try? ZstdDecoder() else { return .damaged("no memory") }
    decoder.begin()
    return unsafe fill(body) { input, output in unsafe decoder.decode(input, into: output) }
  }

  private func unbrotli(_ body: [UInt8]) -> Outcome {
    guard var decoder = try? BrotliDecoder() else { return .damaged("no memory") }
    return unsafe fill(body) { input, output in unsafe decoder.decode(input, into: output) }
  }

  /// Decodes the first stream of `body` into `decoded`, which grows as bytes are produced.
  private func fill(
    _ body: [UInt8],
    _ decode: (UnsafeRawBufferPointer, UnsafeMutableRawBufferPointer) -> DecoderStep
  ) -> Outcome {
    var used = 0
    var made = 0
    decoded.removeAll(keepingCapacity: true)
    while true {
      if made == decoded.count {
        if made >= limit { return .tooLong }
        let more = min(limit, max(2 * made, 1 << 16, 4 * body.count)) - made
        decoded.append(contentsOf: repeatElement(0, count: more))
      }
      let step = unsafe body.withUnsafeBytes { input in
        unsafe decoded.withUnsafeMutableBytes { output in
          unsafe decode(
            UnsafeRawBufferPointer(rebasing: input[used...]),
            UnsafeMutableRawBufferPointer(rebasing: output[made...]))
        }
      }
      used += step.consumed
      made += step.produced
      let isStuck = step.consumed == 0 && step.produced == 0
      switch step.outcome {
      case .running where !isStuck: continue
      case .failed(let failure): return .damaged(failure.reason)
      case .running, .ended: break
      }
      decoded.removeSubrange(made...)
      if case .ended = step.outcome { return .whole }
      return .cut
    }
  }
}
