/// The values of one page, whichever encoding they have: one switch a window, not one a value.

enum ValueDecoder {
  case plain(PlainDecoder)
  case plainBooleans(PlainBooleans)
  case hybridBooleans(HybridDecoder)
  case dictionary(HybridDecoder)
  case delta(DeltaBinaryPacked)
  case deltaLength(DeltaLengthByteArray)
  case deltaStrings(DeltaByteArray)
  case split(ByteStreamSplit)

  init(plain shape: ValueShape) {
    if case .boolean = shape {
      self = .plainBooleans(PlainBooleans())
    } else {
      self = .plain(PlainDecoder())
    }
  }

  /// - Parameter bytes: the page's values, after the levels.
  init(_ encoding: PageEncoding, _ leaf: LeafColumn, _ bytes: RawSpan) throws(Problem) {
    switch (encoding, ValueShape(leaf)) {
    case (.plain, let shape): self.init(plain: shape)
    case (.rle, .boolean):
      // The length in front adds nothing: the booleans are all that the page holds.
      guard bytes.byteCount >= 4 else { throw PlainDecoder.runOut }
      self = .hybridBooleans(try HybridDecoder(width: 1, start: 4))
    case (.plainDictionary, _), (.rleDictionary, _):
      guard bytes.byteCount >= 1 else { throw PlainDecoder.runOut }
      let width = Int(bytes.load(UInt8.self, at: 0))
      self = .dictionary(try HybridDecoder(width: width, start: 1))
    case (.deltaBinaryPacked, .number) where leaf.type == .int32 || leaf.type == .int64:
      self = .delta(try DeltaBinaryPacked(bytes, start: 0))
    case (.deltaLengthByteArray, .byteArray):
      self = .deltaLength(try DeltaLengthByteArray(bytes, start: 0))
    case (.deltaByteArray, .byteArray), (.deltaByteArray, .fixed):
      self = .deltaStrings(try DeltaByteArray(bytes))
    case (.byteStreamSplit, .number(let width)), (.byteStreamSplit, .fixed(let width)):
      self = .split(try ByteStreamSplit(bytes, width: width))
    default:
      throw damage("the encoding \(encoding) is not allowed for a column of \(leaf.type)")
    }
  }

  /// Which bytes the ranges of a window point into.
  enum Base {
    case page, dictionary, scratch
  }

  var base: Base {
    switch self {
    case .dictionary: .dictionary
    case .deltaStrings, .split: .scratch
    default: .page
    }
  }

  /// Decodes the next values to the window's start: one at least, `wanted` at most.
  mutating func next(
    _ wanted: Int, from bytes: RawSpan, dictionary: ValueDictionary, scratch: PageBuffer,
    into window: inout ValueWindow
  ) throws(Problem) {
    window.next = 0
    window.count = 0
    var count = min(wanted, valueWindow)
    switch self {
    case .plain(var decoder):
      try Self.next(&decoder, count, from: bytes, into: &window)
      self = .plain(decoder)
    case .plainBooleans(var decoder):
      var output = window.bits.mutableSpan
      try decoder.next(count, from: bytes, into: &output)
      self = .plainBooleans(decoder)
    case .hybridBooleans(var decoder):
      var output = window.bits.mutableSpan
      try decoder.next(count, from: bytes, into: &output)
      self = .hybridBooleans(decoder)
    case .dictionary(var decoder):
      var output = window.indices.mutableSpan
      try decoder.next(count, from: bytes, into: &output)
      try dictionary.lookUp(count, in: &window)
      self = .dictionary(decoder)
    case .delta(var decoder):
      // Values wrap at the column's width, which may be less than that of the sums.
      let mask: UInt64 = if case .number(width: 4) = window.shape { 0xFFFF_FFFF } else { .max }
      var output = window.bits.mutableSpan
      try decoder.next(count, from: bytes, into: &output)
      for i in 0..<count { output[i] &= mask }
      self = .delta(decoder)
    case .deltaLength(var decoder):
      try decoder.next(count, from: bytes, lengths: &window.bits, into: &window.ranges)
      self = .deltaLength(decoder)
    case .deltaStrings(let decoder):
      var output = window.ranges.mutableSpan
      count = try decoder.next(count, from: bytes, scratch: scratch, into: &output)
    case .split(var decoder):
      if window.shape.isBytes {
        var output = window.ranges.mutableSpan
        try decoder.nextFixed(count, from: bytes, scratch: scratch, into: &output)
      } else {
        var output = window.bits.mutableSpan
        try decoder.nextNumbers(count, from: bytes, into: &output)
      }
      self = .split(decoder)
    }
    window.count = count
  }

  private static func next(
    _ decoder: inout PlainDecoder, _ count: Int, from bytes: RawSpan,
    into window: inout ValueWindow
  ) throws(Problem) {
    switch window.shape {
    case .boolean: preconditionFailure("plain booleans have their own decoder")
    case .number(let width):
      var output = window.bits.mutableSpan
      try decoder.nextNumbers(count, width: width, from: bytes, into: &output)
    case .fixed(let width):
      var output = window.ranges.mutableSpan
      try decoder.nextFixed(count, width: width, from: bytes, into: &output)
    case .byteArray:
      var output = window.ranges.mutableSpan
      try decoder.nextByteArrays(count, from: bytes, into: &output)
    }
  }
}
