/// Counts the ids that say that a model has no piece for what is in a text: the unknown piece's,
/// whose text is lost, and those of bytes, which decoding puts together again.
///
/// Only texts that have any are counted: the fast engine knows which those are.
struct FallbackCounter {
  private let unknown: UInt32
  /// The ids of pieces of bytes, which trainers number one after another; empty where there are none.
  private let bytes: Range<UInt32>
  /// Where other pieces are between them: by id.
  private let isByte: [Bool]
  private var counts = (unknown: 0, bytes: 0)

  init(_ pieces: [Piece]) {
    func id(_ index: Int) -> UInt32 { UInt32(truncatingIfNeeded: index) }
    unknown = pieces.firstIndex { $0.kind == .unknown }.map(id) ?? .max
    let first = pieces.firstIndex { $0.kind == .byte } ?? 0
    let end = (pieces.lastIndex { $0.kind == .byte } ?? -1) + 1
    bytes = id(min(first, end))..<id(end)
    let areTogether = pieces[min(first, end)..<end].allSatisfy { $0.kind == .byte }
    isByte = areTogether ? [] : pieces.map { $0.kind == .byte }
  }

  /// The model has pieces of bytes.
  var hasBytes: Bool { !bytes.isEmpty }

  /// Counts in loops that the compiler vectorizes.
  mutating func count<ID: FixedWidthInteger>(_ ids: UnsafeBufferPointer<ID>) {
    let unknown = self.unknown
    var found = 0
    for i in ids.indices { unsafe found &+= UInt32(truncatingIfNeeded: ids[i]) == unknown ? 1 : 0 }
    counts.unknown += found
    if bytes.isEmpty { return }
    found = 0
    if isByte.isEmpty {
      let (first, count) = (bytes.lowerBound, bytes.upperBound - bytes.lowerBound)
      for i in ids.indices {
        unsafe found &+= UInt32(truncatingIfNeeded: ids[i]) &- first < count ? 1 : 0
      }
    } else {
      for i in ids.indices { unsafe found &+= isByte[Int(truncatingIfNeeded: ids[i])] ? 1 : 0 }
    }
    counts.bytes += found
  }

  /// Counts what became no token at all.
  mutating func count(dropped: Int) { counts.unknown += dropped }

  /// The counts since the last call.
  mutating func take() -> (unknown: Int, bytes: Int) {
    defer { counts = (0, 0) }
    return counts
  }
}
