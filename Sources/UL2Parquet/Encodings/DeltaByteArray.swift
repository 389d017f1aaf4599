/// DELTA_BYTE_ARRAY: each value is a prefix of the value before and a suffix of its own.
///
/// Follows Encodings.md, "Delta Strings". Values are put together in a scratch buffer, a few at a time:
/// a small page can expand to a great deal of text, so a window ends early when its values are
/// long. A class, because what is decoded of prefixes and suffixes waits here for the next window.

final class DeltaByteArray {
  private var prefixes: DeltaBinaryPacked
  private var suffixes: DeltaLengthByteArray
  private var window = [UInt64](repeating: 0, count: valueWindow)
  private var suffixWindow = [ByteRange](
    repeating: ByteRange(offset: 0, count: 0), count: valueWindow)
  private var lengths = [UInt64](repeating: 0, count: valueWindow)
  private var windowCount = 0
  private var windowStart = 0
  /// The value before, at the scratch buffer's end as the last window left it.
  private var previous = ByteRange(offset: 0, count: 0)

  /// A window's values end after this many bytes.
  static let scratchGoal = 1 << 20

  init(_ bytes: RawSpan) throws(Problem) {
    prefixes = try DeltaBinaryPacked(bytes, start: 0)
    var passed = prefixes
    try passed.skipAll(bytes)
    suffixes = try DeltaLengthByteArray(bytes, start: passed.offset)
  }

  /// The next values, one at least and `count` at most.
  ///
  /// - Returns: how many.
  func next(
    _ count: Int, from bytes: RawSpan, scratch: PageBuffer,
    into output: inout MutableSpan<ByteRange>
  ) throws(Problem) -> Int {
    if windowStart == windowCount {
      var prefixSpan = window.mutableSpan
      try prefixes.next(count, from: bytes, into: &prefixSpan)
      try suffixes.next(count, from: bytes, lengths: &lengths, into: &suffixWindow)
      windowStart = 0
      windowCount = count
    }
    try moveToFront(previous, in: scratch)
    var end = previous.count
    previous = ByteRange(offset: 0, count: end)
    let wanted = min(count, windowCount - windowStart)
    var done = 0
    while done < wanted, done == 0 || end < Self.scratchGoal {
      let prefix = window[windowStart]
      let suffix = suffixWindow[windowStart]
      guard prefix <= UInt64(previous.count) else {
        throw damage(
          "a prefix is longer than the value before", got: "\(Int64(bitPattern: prefix))")
      }
      // Each value adds its suffix at most, and all suffixes fit into one page: no overflow.
      let size = Int(prefix) + suffix.count
      if end + size > scratch.capacity {
        try scratch.reserve(max(end + size, 2 * scratch.capacity))
      }
      let value = unsafe scratch.bytes.baseAddress! + end
      unsafe value.copyMemory(
        from: scratch.bytes.baseAddress! + previous.offset, byteCount: Int(prefix))
      let own = bytes.extracting(suffix.offset..<suffix.offset + suffix.count)
      unsafe own.withUnsafeBytes { source in
        if let base = source.baseAddress {
          unsafe (value + Int(prefix)).copyMemory(from: base, byteCount: source.count)
        }
      }
      previous = ByteRange(offset: end, count: size)
      output[done] = previous
      end += size
      windowStart += 1
      done += 1
    }
    return done
  }

  private func moveToFront(_ range: ByteRange, in scratch: PageBuffer) throws(Problem) {
    try scratch.reserve(1)
    guard range.offset > 0 else { return }
    unsafe scratch.bytes.baseAddress!.copyMemory(
      from: scratch.bytes.baseAddress! + range.offset, byteCount: range.count)
  }
}
