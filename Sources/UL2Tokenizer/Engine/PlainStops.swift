/// Which ASCII bytes end a plain run, in a form that sixteen can be compared with at a time: control characters or not,
/// and up to three more. Every byte that is not ASCII ends one.
import CByteScan

struct PlainStops {
  /// All bytes up to it end a run; −1 for none.
  private let threshold: Int8
  private var others: (UInt8, UInt8, UInt8) = (0xFF, 0xFF, 0xFF)
  /// A space stays a space, whatever follows.
  let allowsSpaces: Bool

  /// - Parameter isStop: by ASCII byte. More than these may end a run: they are looked at, and copied.
  init(_ isStop: [Bool], areSpacesAlone: Bool) {
    let above = (0x20..<0x80).filter { isStop[$0] }.map { UInt8($0) }
    if above.count > 3 {
      threshold = 0x7F
    } else {
      threshold = isStop[..<0x20].contains(true) ? 0x1F : -1
      if above.count > 0 { others.0 = above[0] }
      if above.count > 1 { others.1 = above[1] }
      if above.count > 2 { others.2 = above[2] }
    }
    allowsSpaces = areSpacesAlone && !isStop[0x20]
  }

  @inline(__always)
  func mask(_ bytes: UnsafePointer<UInt8>) -> UInt32 {
    unsafe ul2_plain_stops16(bytes, threshold, others.0, others.1, others.2)
  }
}
