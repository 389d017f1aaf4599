/// The loop around every decompressor: streams one after the other, padding between them, and the
/// place of whatever is damaged.
///
/// The output goes straight into the caller's buffer; the input is held 256 KiB at a time. What was
/// decoded before some damage is given first, the problem with the next call and every later one.

/// One step of a decoder.
struct DecoderStep {
  enum Outcome {
    /// More input or more room for output is wanted.
    case running
    /// The stream, whole and checked, ends with the bytes consumed.
    case ended
    case failed(DecoderFailure)
  }

  var consumed: Int
  var produced: Int
  var outcome: Outcome
}

/// Why a decoder gave up; the source adds path and place.
struct DecoderFailure: Error {
  /// `its checksum does not match`.
  var reason: String
  var fix: String?
}

/// A C library's decoder of one compression format.
protocol Decoder: ~Copyable {
  static var format: CompressionFormat { get }
  /// Zero bytes may stand between and after streams, in multiples of this; 0 where none may.
  static var padding: Int { get }

  init() throws(DecoderFailure)

  /// Gets ready for the next stream.
  mutating func begin() throws(DecoderFailure)

  /// Decodes what it can; `output` is never empty, `input` only at the end of the source.
  mutating func decode(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) -> DecoderStep
}

final class DecompressingSource<D: Decoder & ~Copyable>: ByteSource {
  private var input: ByteReader
  private var decoder: D
  /// Where the stream being decoded begins; nil between streams.
  private var streamStart: Int?
  private var problem: Problem?

  init(_ input: consuming ByteReader) throws(Problem) {
    do throws(DecoderFailure) {
      decoder = try D()
    } catch {
      throw Problem(.readWrite, error.reason, path: input.path)
    }
    self.input = input
  }

  var path: String { input.path }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(Problem) -> Int {
    var filled = 0
    if problem == nil {
      do throws(Problem) {
        unsafe try decode(into: buffer, filled: &filled)
      } catch {
        problem = error
      }
    }
    if filled == 0, let problem { throw problem }
    return filled
  }

  private func decode(
    into buffer: UnsafeMutableRawBufferPointer, filled: inout Int
  ) throws(Problem) {
    while filled < buffer.count {
      if streamStart == nil, try !beginStream() { return }
      if unsafe input.unread.isEmpty { _ = try input.fill() }
      let room = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
      let step = unsafe decoder.decode(input.unread, into: room)
      input.consume(step.consumed)
      filled += step.produced
      switch step.outcome {
      case .running:
        if step.consumed == 0, step.produced == 0 { throw stuck() }
      case .ended:
        streamStart = nil
      case .failed(let failure):
        throw damaged(failure)
      }
    }
  }

  /// Passes over padding and gets ready for the next stream; false at the end of the input.
  private func beginStream() throws(Problem) -> Bool {
    if input.position > 0, D.padding > 0 { try passPadding() }
    let format = D.format
    _ = try input.fill(atLeast: format.magic.count)
    let head = unsafe input.unread
    if unsafe head.isEmpty { return false }
    guard unsafe format.begins(head) else {
      if unsafe format.magic.starts(with: head) { throw cut(streamStart: input.position) }
      throw Problem(
        .badInput, "something else follows the \(format) data", path: path,
        place: "byte \(input.position)", got: unsafe hexadecimal(head.prefix(8)),
        expected: "another \(format) stream or the end of the file")
    }
    do throws(DecoderFailure) { try decoder.begin() } catch { throw damaged(error) }
    streamStart = input.position
    return true
  }

  private func passPadding() throws(Problem) {
    var count = 0
    while true {
      let unread = unsafe input.unread
      let zeros = unsafe unread.firstIndex { $0 != 0 } ?? unread.count
      count += zeros
      input.consume(zeros)
      if zeros < unread.count { break }
      if try !input.fill() { break }
    }
    if count % D.padding != 0 {
      throw Problem(
        .badInput, "damaged padding behind the \(D.format) data", path: path,
        place: "byte \(input.position)", got: "\(count) zero bytes",
        expected: "a multiple of \(D.padding)")
    }
  }

  /// The problem of a decoder that neither consumes nor produces: its input has ended too early.
  private func stuck() -> Problem {
    guard unsafe input.unread.isEmpty else {
      return damaged(DecoderFailure(reason: "the decoder does not get on"))
    }
    return cut(streamStart: streamStart ?? 0)
  }

  private func cut(streamStart: Int) -> Problem {
    Problem(
      .badInput,
      "the \(D.format) data is cut: the stream that begins at byte \(streamStart) has no end",
      path: path, place: unsafe "byte \(input.position + input.unread.count)",
      fix: "get the file again")
  }

  private func damaged(_ failure: DecoderFailure) -> Problem {
    Problem(
      .badInput,
      "damaged \(D.format) data in the stream that begins at byte \(streamStart ?? 0): \(failure.reason)",
      path: path, place: "byte \(input.position)", fix: failure.fix ?? "get the file again")
  }
}

/// Bytes as a reader of error messages can compare them with a specification: `1f 8b 08`.
func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
  bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " ")
}
