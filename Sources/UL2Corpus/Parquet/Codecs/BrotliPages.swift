/// Decompresses a Brotli page, in steps: 4 KB may well stand for 1 GiB.
import CBrotli

func decompressBrotli(
  _ input: UnsafeRawBufferPointer, to buffer: PageBuffer, count: Int
) throws(Problem) {
  // A decoder cannot be reset, only made anew.
  guard let decoder = unsafe BrotliDecoderCreateInstance(nil, nil, nil) else {
    throw Problem(.readWrite, "no memory for Brotli")
  }
  defer { unsafe BrotliDecoderDestroyInstance(decoder) }
  var unread = input.count
  var next = unsafe input.baseAddress?.assumingMemoryBound(to: UInt8.self)
  let plausible = 16 * input.count
  unsafe try buffer.fill(claim: count, plausible: plausible) { room throws(Problem) in
    var free = room.count
    var output = unsafe room.baseAddress?.assumingMemoryBound(to: UInt8.self)
    let result = unsafe BrotliDecoderDecompressStream(
      decoder, &unread, &next, &free, &output, nil)
    let produced = room.count - free
    switch result {
    case BROTLI_DECODER_RESULT_SUCCESS where unread == 0:
      return PageBuffer.Step(produced: produced, isFinished: true)
    case BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT:
      return PageBuffer.Step(produced: produced, isFinished: false)
    case BROTLI_DECODER_RESULT_NEEDS_MORE_INPUT: throw damage("the Brotli data is cut off")
    default: throw damage("the Brotli data is broken")
    }
  }
}
