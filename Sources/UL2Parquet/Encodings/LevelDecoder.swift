/// Definition or repetition levels of one page, whichever encoding they have.
///
/// Follows Encodings.md's table of where a length comes first: V1 pages have it, V2 pages say it in
/// the header. A level above the column's maximum is an error here, so that no later reader has to
/// ask.

enum LevelDecoder {
  /// The column has no such levels.
  case absent
  case hybrid(HybridDecoder, max: UInt8)
  case bitPacked(BitPackedLevels, max: UInt8)

  /// Levels at `offset` of a V1 page, moving it past them.
  init(
    v1 bytes: RawSpan, at offset: inout Int, count: Int, max: UInt8, encoding: PageEncoding
  ) throws(Problem) {
    guard max > 0 else {
      self = .absent
      return
    }
    let width = Self.width(max)
    let left = bytes.byteCount - offset
    switch encoding {
    case .rle:
      guard left >= 4 else { throw damage("the page ends before its levels") }
      let length = Int(bytes.load(UInt32.self, at: offset))
      guard length <= left - 4 else { throw damage("the levels are longer than their page") }
      self = .hybrid(try HybridDecoder(width: width, start: offset + 4), max: max)
      offset += 4 + length
    case .bitPacked:
      let length = (count * width + 7) / 8
      guard length <= left else { throw damage("the page ends inside its levels") }
      self = .bitPacked(BitPackedLevels(width: width, start: offset), max: max)
      offset += length
    default: throw damage("an encoding of levels that is not allowed", got: "\(encoding)")
    }
  }

  /// Levels of a V2 page, which begin at the start of their bytes.
  init(v2Max max: UInt8) throws(Problem) {
    self =
      max == 0
      ? .absent : .hybrid(try HybridDecoder(width: Self.width(max), start: 0), max: max)
  }

  /// The next `count` levels, to the start of `output`, which stays as it is without levels.
  mutating func next(
    _ count: Int, from bytes: RawSpan, into output: inout MutableSpan<UInt8>
  ) throws(Problem) {
    let limit: UInt8
    switch self {
    case .absent: return
    case .hybrid(var decoder, let max):
      try decoder.next(count, from: bytes, into: &output)
      self = .hybrid(decoder, max: max)
      limit = max
    case .bitPacked(var decoder, let max):
      try decoder.next(count, from: bytes, into: &output)
      self = .bitPacked(decoder, max: max)
      limit = max
    }
    var highest: UInt8 = 0
    for i in 0..<count { highest = Swift.max(highest, output[i]) }
    guard highest <= limit else {
      throw damage("a level", got: "\(highest)", expected: "at most \(limit)")
    }
  }

  private static func width(_ max: UInt8) -> Int { 8 - max.leadingZeroBitCount }
}
