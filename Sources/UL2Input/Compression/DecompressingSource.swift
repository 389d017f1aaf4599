/// The loop around every decompressor: streams one after the other, padding between them, and the
/// place of whatever is damaged.
///
/// The output goes straight into the caller's buffer; the input is held 256 KiB at a time. What was
/// decoded before some damage is given first, the problem with the next call and every later one, unless
/// the caller asks to continue at the next stream.
import Glibc

/// One step of a decoder.
package struct DecoderStep {
  package enum Outcome {
    /// More input or more room for output is wanted.
    case running
    /// The stream, whole and checked, ends with the bytes consumed.
    case ended
    case failed(DecoderFailure)
  }

  package var consumed: Int
  package var produced: Int
  package var outcome: Outcome
}

/// Why a decoder gave up; the source adds path and place.
package struct DecoderFailure: Error {
  /// `its checksum does not match`.
  package var reason: String
  var fix: Wording?
}

/// A C library's decoder of one compression format.
protocol StreamDecoder: ~Copyable {
  static var format: CompressionFormat { get }
  /// Zero bytes may appear between and after streams, in multiples of this; 0 where none may.
  static var padding: Int { get }

  init() throws(DecoderFailure)

  /// Gets ready for the next stream.
  mutating func begin() throws(DecoderFailure)

  /// Decodes what it can; `output` is never empty, `input` only at the end of the source.
  mutating func decode(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) -> DecoderStep
}

final class DecompressingSource<D: StreamDecoder & ~Copyable>: ByteSource {
  private var input: ByteReader
  private var decoder: D
  /// Where the stream being decoded begins; nil between streams.
  private var streamStart: Int?
  /// Bytes that the decoder has used and that are still held, to be searched should the stream turn out
  /// to be damaged; nil where the stream is too long for that.
  private var held: Int? = 0
  /// Bytes that the stream being decoded has given.
  private var produced = 0
  private var problem: Problem?
  /// How many of the bytes given are not to be trusted; nil where nothing can follow the problem.
  private var spoiled: Int?
  private var isFinished = false
  /// Bytes of the input that damage has cost since the last problem.
  private var lost = 0
  private(set) var streamStarts: [Int] = []

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
    streamStarts.removeAll(keepingCapacity: true)
    if problem == nil, !isFinished {
      do throws(Problem) {
        unsafe try decode(into: buffer, filled: &filled)
      } catch {
        problem = error
        problem?.lostBytes = lost
        lost = 0
      }
    }
    if filled == 0, let problem { throw problem }
    return filled
  }

  func recover() -> Int? {
    guard problem != nil, let count = spoiled else { return nil }
    problem = nil
    spoiled = nil
    return count
  }

  private func decode(
    into buffer: UnsafeMutableRawBufferPointer, filled: inout Int
  ) throws(Problem) {
    while filled < buffer.count {
      if streamStart == nil {
        if try !beginStream() { return }
        streamStarts.append(filled)
      }
      if unsafe (held ?? 0) == input.unread.count { _ = try input.fill() }
      let unused = unsafe UnsafeRawBufferPointer(rebasing: input.unread[(held ?? 0)...])
      let room = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
      let step = unsafe decoder.decode(unused, into: room)
      use(step.consumed)
      filled += step.produced
      produced += step.produced
      switch step.outcome {
      case .running:
        if step.consumed == 0, step.produced == 0 { throw try stuck() }
      case .ended:
        input.consume(held ?? 0)
        streamStart = nil
      case .failed(let failure):
        throw try damaged(failure)
      }
    }
  }

  /// Counts bytes as used, and releases them where the stream has grown too long to be held.
  private func use(_ count: Int) {
    guard let before = held else { return input.consume(count) }
    held = before + count
    guard before + count > Self.longestHeld else { return }
    input.consume(before + count)
    held = nil
  }

  /// Members of one record are far shorter; what does not fit is not searched again.
  private static var longestHeld: Int { 1 << 20 }

  private var position: Int { input.position + (held ?? 0) }

  /// Skips padding and gets ready for the next stream; false at the end of the input.
  private func beginStream() throws(Problem) -> Bool {
    held = 0
    produced = 0
    if input.position > 0, D.padding > 0 { try skipPadding() }
    let format = D.format
    _ = try input.fill(atLeast: format.magic.count)
    let head = unsafe input.unread
    if unsafe head.isEmpty {
      isFinished = true
      return false
    }
    guard unsafe format.begins(head) else {
      if unsafe format.magic.starts(with: head) { throw cut(streamStart: input.position) }
      let start = input.position
      _ = try input.fill(atLeast: Magic.longest)
      let found = unsafe shownBeginning(input.unread)
      let lost = try skipDamage(from: start)
      throw Problem(
        .badInput, "something else follows the \(format) data; \(lost)", path: path,
        place: "byte \(start)", got: found,
        expected: "another \(format) stream or the end of the file")
    }
    do throws(DecoderFailure) { try decoder.begin() } catch { throw try damaged(error) }
    streamStart = input.position
    return true
  }

  private func skipPadding() throws(Problem) {
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
      let end = input.position
      let lost = try skipDamage(from: end)
      throw Problem(
        .badInput, "damaged padding after the \(D.format) data; \(lost)", path: path,
        place: "byte \(end)", got: "\(count) zero bytes", expected: "a multiple of \(D.padding)")
    }
  }
}

// MARK: Damage

extension DecompressingSource where D: ~Copyable {
  /// The problem of a decoder that neither consumes nor produces: its input has ended too early, or
  /// damage made it run on to the end.
  private func stuck() throws(Problem) -> Problem {
    guard input.isExhausted, unsafe (held ?? 0) == input.unread.count else {
      return try damaged(DecoderFailure(reason: "the decoder makes no progress"))
    }
    let start = streamStart ?? 0
    let end = position
    if held != nil {
      let lost = try skipDamage(from: start)
      if !isFinished {
        return Problem(
          .badInput,
          "damaged \(D.format) data: the stream that begins at byte \(start) has no end; \(lost)",
          path: path, place: "byte \(start)", fix: "get the file again")
      }
    }
    spoiled = nil
    return cut(streamStart: start, end: end)
  }

  private func cut(streamStart: Int, end: Int? = nil) -> Problem {
    Problem(
      .badInput,
      "the \(D.format) data is cut off: the stream that begins at byte \(streamStart) has no end",
      path: path, place: unsafe "byte \(end ?? input.position + input.unread.count)",
      fix: "get the file again")
  }

  private func damaged(_ failure: DecoderFailure) throws(Problem) -> Problem {
    let start = streamStart ?? input.position
    let place = position
    let lost = try skipDamage(from: start)
    return Problem(
      .badInput,
      "damaged \(D.format) data in the stream that begins at byte \(start): \(failure.reason); \(lost)",
      path: path, place: "byte \(place)", fix: failure.fix ?? "get the file again")
  }

  /// Looks for the next stream after damage, and says what is lost.
  ///
  /// A magic alone proves little, least of all gzip's: what begins with it must also decode.
  private func skipDamage(from start: Int) throws(Problem) -> String {
    spoiled = produced
    produced = 0
    streamStart = nil
    let magic = D.format.magic
    var from = held == nil ? 0 : 1
    held = 0
    while true {
      while unsafe input.unread.count < from + Self.trialInput, try input.fill() {}
      guard let offset = unsafe firstRange(of: magic, in: input.unread, from: from) else {
        let count = unsafe input.unread.count
        // A magic may lie across the end.
        input.consume(max(0, count - magic.count + 1))
        from = 0
        if try input.fill() { continue }
        input.consume(unsafe input.unread.count)
        isFinished = true
        break
      }
      input.consume(offset)
      from = 1
      while unsafe input.unread.count < Self.trialInput, try input.fill() {}
      if unsafe isStream(unsafe input.unread) { break }
    }
    lost = input.position - start
    return "bytes \(start) to \(input.position) are lost"
  }

  private static var trialInput: Int { 64 << 10 }
  private static var trialOutput: Int { 16 << 10 }

  /// Whether what begins here decodes without damage, as far as it is available.
  private func isStream(_ bytes: UnsafeRawBufferPointer) -> Bool {
    do throws(DecoderFailure) { try decoder.begin() } catch { return false }
    let output = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.trialOutput, alignment: 16)
    defer { unsafe output.deallocate() }
    var used = 0
    var total = 0
    while total < Self.trialOutput {
      let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[used...])
      let step = unsafe decoder.decode(rest, into: output)
      used += step.consumed
      total += step.produced
      switch step.outcome {
      case .ended: return true
      case .failed: return false
      case .running:
        if used == bytes.count || step.consumed + step.produced == 0 { return total > 0 }
      }
    }
    return true
  }
}

/// Where `pattern` first is in `bytes`, at `from` or after it.
private func firstRange(
  of pattern: [UInt8], in bytes: UnsafeRawBufferPointer, from: Int
) -> Int? {
  guard let base = bytes.baseAddress else { return nil }
  var at = from
  while at + pattern.count <= bytes.count {
    guard
      let found = unsafe memchr(base + at, Int32(pattern[0]), bytes.count - at - pattern.count + 1)
    else { return nil }
    at = unsafe UnsafeRawPointer(found) - base
    if unsafe bytes[at...].starts(with: pattern) { return at }
    at += 1
  }
  return nil
}
