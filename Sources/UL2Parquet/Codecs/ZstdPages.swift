/// Decompresses zstd pages with one context for all of them.
///
/// In one call, which is faster than streaming; the ratio is unbounded, so an implausibly large claim
/// starts with a smaller buffer and is tried again with a larger one as long as it overflows.
import CZstd

@safe final class ZstdPages {
  /// Invariant: owned by this object.
  private let context: OpaquePointer

  /// `ZSTD_error_dstSize_tooSmall` of zstd_errors.h, where it is pinned.
  private static let tooSmall = 70

  init() {
    guard let context = unsafe ZSTD_createDCtx() else { fatalError("no memory for zstd") }
    unsafe self.context = context
  }

  deinit { _ = unsafe ZSTD_freeDCtx(context) }

  func decompress(
    _ input: UnsafeRawBufferPointer, to buffer: PageBuffer, count: Int
  ) throws(Problem) {
    var room = min(count, max(buffer.capacity, 64 * input.count, 1 << 16))
    while true {
      try buffer.reserve(room)
      let result = unsafe ZSTD_decompressDCtx(
        context, buffer.bytes.baseAddress, room, input.baseAddress, input.count)
      if ZSTD_isError(result) == 0 {
        guard result == count else {
          throw damage(
            "the page's size differs from its header", got: "\(result) bytes", expected: "\(count)")
        }
        return
      }
      guard room < count, 0 &- result == Self.tooSmall else {
        throw damage(
          "the zstd data is broken", got: unsafe String(cString: ZSTD_getErrorName(result)))
      }
      room = min(count, 4 * room)
    }
  }
}
