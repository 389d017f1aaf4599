/// The way of a text to ids, window by window.
@safe struct TextPipeline<ID: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>: ~Copyable {
  private let model: TextModel
  private var pieces: PieceEncoder<ID>
  private var input = Scratch<UInt8>(capacity: 1 << 16)
  private var ends = Scratch<UInt32>(capacity: 1 << 12)

  /// Bytes that are split at a time.
  private static var block: Int { 1 << 12 }

  init(_ model: TextModel, smallBits: Int = 17, largeBits: Int = 14) {
    self.model = model
    pieces = PieceEncoder(model.merges, smallBits: smallBits, largeBits: largeBits)
  }

  mutating func encode(_ bytes: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<ID> {
    pieces.count = 0
    guard let source = bytes.baseAddress, bytes.count > 0 else {
      return unsafe UnsafeBufferPointer(start: pieces.output.base, count: 0)
    }
    input.reserve(bytes.count + 64)
    unsafe input.base.update(from: source, count: bytes.count)
    unsafe (input.base + bytes.count).update(repeating: 0, count: 64)
    unsafe split(input.base, 0..<bytes.count, isLast: true)
    unsafe pieces.flush(input.base)
    return unsafe UnsafeBufferPointer(start: pieces.output.base, count: pieces.count)
  }

  /// Splits a range and puts its pieces into the queue, but for what is not certain.
  ///
  /// - Returns: where the next piece begins.
  @discardableResult
  private mutating func split(
    _ text: UnsafePointer<UInt8>, _ range: Range<Int>, isLast: Bool
  ) -> Int {
    guard let splitter = unsafe model.splitter else {
      guard isLast else { return range.lowerBound }
      unsafe ends.base[0] = UInt32(truncatingIfNeeded: range.upperBound)
      unsafe pieces.push(text, from: range.lowerBound, ends: ends.base, 1)
      return range.upperBound
    }
    var start = range.lowerBound
    var block = Self.block
    while start < range.upperBound {
      let end = min(start + block, range.upperBound)
      ends.reserve(end - start)
      let isEnd = isLast && end == range.upperBound
      let found = unsafe splitter(text, start..<end, isEnd, ends.base)
      if found == 0 {
        // A piece that is longer than the block.
        if end == range.upperBound { return start }
        block *= 2
        continue
      }
      unsafe pieces.push(text, from: start, ends: ends.base, found)
      unsafe start = Int(ends.base[found - 1])
      block = Self.block
    }
    return start
  }
}
