/// The dictionary of a column chunk: values in the order that indices count them.
///
/// Follows Encodings.md, "Dictionary Encoding": the page is PLAIN, whatever name its header gives that.
/// Its values are pointed at, and cost 8 bytes each besides the page itself.

@safe struct ValueDictionary {
  /// Invariant: valid until the column reader opens its next chunk.
  let bytes: UnsafeRawBufferPointer
  private var ranges: [ByteRange] = []
  private var bits: [UInt64] = []
  private var count = 0

  /// Writers give up dictionaries above a few MiB. Sixteen values of a page of booleans lie in two bytes.
  private static let countLimit = 1 << 26

  /// No dictionary: every index is one too many.
  init() { unsafe bytes = UnsafeRawBufferPointer(start: nil, count: 0) }

  /// - Parameter claim: the number of values that the page's header gives.
  init(
    _ bytes: UnsafeRawBufferPointer, claim: Int, window: inout ValueWindow, scratch: PageBuffer
  ) throws(Problem) {
    unsafe self.bytes = bytes
    guard claim <= Self.countLimit else {
      throw damage(
        "a dictionary's number of values", got: "\(claim)", expected: "at most \(Self.countLimit)")
    }
    let all = unsafe bytes.bytes
    var decoder = ValueDecoder(plain: window.shape)
    // Window by window: what the header claims is only believed as far as the page has it.
    while count < claim {
      try decoder.next(
        claim - count, from: all, dictionary: ValueDictionary(), scratch: scratch, into: &window)
      if window.shape.isBytes {
        ranges.append(contentsOf: window.ranges[..<window.count])
      } else {
        bits.append(contentsOf: window.bits[..<window.count])
      }
      count += window.count
    }
    window.count = 0
  }

  /// Puts the values that the window's first `n` indices represent into the window.
  func lookUp(_ n: Int, in window: inout ValueWindow) throws(Problem) {
    // A reference, not a copy: the window cannot lend two of its arrays at once.
    let array = window.indices
    let indices = array.span
    var highest: UInt32 = 0
    for i in 0..<n { highest = max(highest, indices[i]) }
    guard Int(highest) < count else {
      throw damage("a dictionary index", got: "\(highest)", expected: "below \(count)")
    }
    if window.shape.isBytes {
      Self.gather(ranges.span, indices, n, into: &window.ranges)
    } else {
      Self.gather(bits.span, indices, n, into: &window.bits)
    }
  }

  private static func gather<T>(
    _ values: Span<T>, _ indices: Span<UInt32>, _ n: Int, into array: inout [T]
  ) {
    var output = array.mutableSpan
    for i in 0..<n { output[i] = values[Int(indices[i])] }
  }
}
