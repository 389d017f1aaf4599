/// `bytes` as one zstd frame, all at once.
package func zstdFrame(_ bytes: [UInt8], level: Int = 3) throws(Problem) -> [UInt8] {
  var frame: [UInt8] = []
  let compressor = ZstdCompressor(level: level, contentSize: bytes.count)
  unsafe try compressor.compress(bytes, last: true) { chunk throws(Problem) in
    unsafe frame.append(contentsOf: chunk)
  }
  return frame
}
