/// A coder, as far as it takes memory by what it says of itself.
import CLZMA
import Glibc

struct SevenZipCoder {
  /// liblzma's number of it; its macros are not constants here.
  private var filter: lzma_vli?
  private let properties: [UInt8]
  /// It leaves what it gets as it is.
  private var isCopy = false
  /// In bytes: the dictionary, PPMd's model.
  private(set) var memory = 0

  init(method: [UInt8], properties: [UInt8]) {
    self.properties = properties
    func size(_ at: Int) -> Int {
      properties.count < at + 4
        ? 0 : (0..<4).reduce(0) { $0 | Int(properties[at + $1]) << (8 * $1) }
    }
    switch method {
    case [0x03, 0x01, 0x01]:
      filter = 0x4000_0000_0000_0001
      memory = size(1)
    case [0x21]:
      filter = 0x21
      let bits = Int(properties.first ?? 0)
      memory = bits >= 40 ? Int(UInt32.max) : (2 | bits & 1) << (bits / 2 + 11)
    case [0x03, 0x04, 0x01]: memory = size(1)
    case [0x00]: isCopy = true
    default: break
    }
  }

  /// Decodes an index; nil where it is not LZMA, which all programs use for it, or damaged.
  func decode(_ input: [UInt8], count: Int) -> [UInt8]? {
    if isCopy { return input.count == count ? input : nil }
    guard let filter, let properties = unsafe options(filter) else { return nil }
    defer { unsafe free(properties) }
    var filters = unsafe [
      lzma_filter(id: filter, options: properties),
      lzma_filter(id: UInt64.max, options: nil),
    ]
    // A stream rather than a buffer: an index has no end mark, for which the decoder of buffers takes back what it
    // has decoded.
    var stream = unsafe lzma_stream()
    guard unsafe lzma_raw_decoder(&stream, &filters) == LZMA_OK else { return nil }
    defer { unsafe lzma_end(&stream) }
    var output = [UInt8](repeating: 0, count: count)
    unsafe input.withUnsafeBufferPointer { input in
      unsafe output.withUnsafeMutableBufferPointer { output in
        unsafe stream.next_in = input.baseAddress
        unsafe stream.avail_in = input.count
        unsafe stream.next_out = output.baseAddress
        unsafe stream.avail_out = output.count
        while unsafe lzma_code(&stream, LZMA_RUN) == LZMA_OK, unsafe stream.avail_out > 0,
          unsafe stream.avail_in > 0
        {}
      }
    }
    return unsafe stream.avail_out == 0 ? output : nil
  }

  private func options(_ id: lzma_vli) -> UnsafeMutableRawPointer? {
    var filter = unsafe lzma_filter(id: id, options: nil)
    let code = unsafe lzma_properties_decode(&filter, nil, properties, properties.count)
    return code == LZMA_OK ? unsafe filter.options : nil
  }
}
