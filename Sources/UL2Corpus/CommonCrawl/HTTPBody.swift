/// Undoes what HTTP did to a body: chunks, and the codings gzip, deflate, br and zstd.
///
/// Common Crawl's files hold the decoded body and other crawlers' the body as sent, both under headers
/// that may say otherwise; so a header is only believed where the bytes look like what it says. What a
/// body may grow to is bounded: 10 KB of Brotli can become gigabytes.
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

  /// Decodes `body`, as sent under the fields.
  func decode(_ body: inout [UInt8], _ fields: HeaderFields) -> Outcome {
    var outcome = Outcome.whole
    // The last one named was put on last. More than two do not occur but in attacks.
    let transfer = fields.list("Transfer-Encoding").suffix(4)
    let content = fields.list("Content-Encoding").suffix(4)
    if !transfer.contains(where: { $0 == "chunked" }) {
      outcome = removeChunks(&body, isDeclared: false)
    }
    for coding in transfer.reversed() + content.reversed() {
      let step =
        coding == "chunked" ? removeChunks(&body, isDeclared: true) : decode(&body, coding: coding)
      switch step {
      case .whole: break
      case .cut: outcome = .cut
      case .damaged, .tooLong: return step
      }
    }
    return outcome
  }

  /// Joins chunks; a body that does not begin like one is left as it is.
  private func removeChunks(_ body: inout [UInt8], isDeclared: Bool) -> Outcome {
    guard let chunks = HTTPChunks(body, isDeclared: isDeclared) else { return .whole }
    body = chunks.joined(body)
    // Some proxies chunk what is chunked.
    if isDeclared, let inner = HTTPChunks(body, isDeclared: false) { body = inner.joined(body) }
    return chunks.isWhole ? .whole : .cut
  }

  // MARK: Codings

  private func decode(_ body: inout [UInt8], coding: String) -> Outcome {
    if body.isEmpty { return .whole }
    let outcome: Outcome
    switch coding {
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
      // Nothing marks Brotli: what can be text of a page is not Brotli.
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
    guard var decoder = try? ZstdDecoder() else { return .damaged("no memory") }
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
