/// A value of a byte column: where its bytes lie in the page, dictionary or scratch they belong to.
///
/// 32 bits suffice: sizes in page headers are signed 32-bit integers.

struct ByteRange {
  private let start: UInt32
  private let length: UInt32

  /// Both are below 2³² because pages are.
  init(offset: Int, count: Int) {
    start = UInt32(truncatingIfNeeded: offset)
    length = UInt32(truncatingIfNeeded: count)
  }

  var offset: Int { Int(start) }
  var count: Int { Int(length) }
}
