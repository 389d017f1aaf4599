/// One zstd frame, written as a stream, with its content size in the header as MDS readers want it.
import CZstd

@safe final class ZstdCompressor {
  private let context: OpaquePointer
  private let output: UnsafeMutableRawBufferPointer

  /// 2²² bytes: rows repeat little beyond that.
  private static let maxWindowLog: Int32 = 22

  init(level: Int, contentSize: Int) {
    unsafe context = ZSTD_createCCtx()!
    unsafe _ = ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, Int32(level))
    // The highest levels would take windows, and tables, of hundreds of megabytes per worker.
    if level > 16 {
      unsafe _ = ZSTD_CCtx_setParameter(context, ZSTD_c_windowLog, Self.maxWindowLog)
    }
    unsafe _ = ZSTD_CCtx_setPledgedSrcSize(context, UInt64(contentSize))
    unsafe output = UnsafeMutableRawBufferPointer.allocate(
      byteCount: ZSTD_CStreamOutSize(), alignment: 64)
  }

  deinit {
    unsafe _ = ZSTD_freeCCtx(context)
    unsafe output.deallocate()
  }

  /// The level that a compression's name represents: `zstd` is 3, as MosaicML Streaming has it.
  static func level(of name: String) throws(Problem) -> Int {
    if name == "zstd" { return 3 }
    if name.hasPrefix("zstd:"), let level = Int(name.dropFirst(5)), (1...22).contains(level) {
      return level
    }
    throw Problem(
      .usage, "no such compression", got: name, expected: "none, zstd, or zstd:1 to zstd:22")
  }

  /// Compresses `bytes`; hands what comes out to `write`, and the frame's end too if they are the last.
  func compress(
    _ bytes: [UInt8], last: Bool, write: (UnsafeRawBufferPointer) throws(Problem) -> Void
  ) throws(Problem) {
    let span = unsafe bytes.span.bytes
    unsafe try span.withUnsafeBytes { bytes throws(Problem) in
      var input = unsafe ZSTD_inBuffer(src: bytes.baseAddress, size: bytes.count, pos: 0)
      while true {
        var result = unsafe ZSTD_outBuffer(dst: output.baseAddress, size: output.count, pos: 0)
        let left = unsafe ZSTD_compressStream2(
          context, &result, &input, last ? ZSTD_e_end : ZSTD_e_continue)
        guard ZSTD_isError(left) == 0 else {
          throw Problem(.readWrite, "zstd: \(unsafe String(cString: ZSTD_getErrorName(left)))")
        }
        unsafe try write(UnsafeRawBufferPointer(rebasing: output[..<result.pos]))
        let isDone = unsafe last ? left == 0 : input.pos == input.size
        if isDone { return }
      }
    }
  }
}
