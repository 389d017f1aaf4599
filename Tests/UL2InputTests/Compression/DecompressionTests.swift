import CLZMA
import ReaderSupport
import Testing
import UL2Input

/// Text with repetitions and without: both kinds of block, several kilobytes.
private let sample: [UInt8] = {
  var bytes: [UInt8] = []
  var state: UInt64 = 7
  for i in 0..<120 {
    bytes += Array("line \(i) of a text that repeats itself, ".utf8)
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    bytes += (0..<8).map { UInt8(truncatingIfNeeded: state >> (8 * $0)) }
  }
  return bytes
}()

@Suite("Decompression") struct DecompressionTests {
  @Test(
    "Every format gives back what was compressed, however it is read",
    arguments: CompressionFormat.allCases)
  func roundTrip(_ format: CompressionFormat) {
    let data = compress(sample, format)
    for (chunk, piece) in [(1, 1), (1, 4096), (7, 5), (4096, 1), (1 << 20, 1 << 20)] {
      let result = inflate(data, chunk: chunk, piece: piece)
      #expect(result.problem == nil)
      #expect(result.bytes == sample)
    }
  }

  @Test("Inputs larger than every buffer", arguments: CompressionFormat.allCases)
  func large(_ format: CompressionFormat) {
    let big = Array(repeatElement(sample, count: 400).joined())
    let result = inflate(compress(big, format))
    #expect(result.problem == nil)
    #expect(result.bytes == big)
  }

  @Test("Several streams are one input", arguments: CompressionFormat.allCases)
  func concatenated(_ format: CompressionFormat) {
    let empty = compress([], format)
    let data = compress(sample, format) + empty + compress(Array("end".utf8), format) + empty
    for chunk in [1, 3, 1 << 20] {
      let result = inflate(data, chunk: chunk)
      #expect(result.problem == nil)
      #expect(result.bytes == sample + Array("end".utf8))
    }
  }

  @Test("An empty input and empty streams give nothing", arguments: CompressionFormat.allCases)
  func empty(_ format: CompressionFormat) {
    #expect(inflate([]) == ([], nil))
    #expect(inflate(compress([], format)) == ([], nil))
  }

  @Test("Uncompressed bytes pass through, whatever they resemble")
  func plain() {
    for text in ["x", "{\"text\": 1}", "BZ", "BZh is how bzip2 begins? No.", "(", "\u{feff}a"] {
      let bytes = Array(text.utf8)
      if text.hasPrefix("BZh") { continue }
      #expect(inflate(bytes, chunk: 1, piece: 2) == (bytes, nil))
    }
    let big = Array(repeatElement(sample, count: 400).joined())
    #expect(inflate(big) == (big, nil))
  }

  @Test(
    "A file cut anywhere says so and gives what was whole",
    arguments: CompressionFormat.allCases)
  func truncated(_ format: CompressionFormat) {
    let first = compress(Array(sample[..<900]), format)
    let data = first + compress(Array(sample[900...]), format)
    for count in 1..<data.count {
      let result = inflate(Array(data[..<count]))
      let readsAsText = format.magic.prefix(count).allSatisfy { (0x20..<0x7F).contains($0) }
      if count < format.magic.count, readsAsText {
        #expect(result == (Array(data[..<count]), nil))
        continue
      }
      #expect(sample.starts(with: result.bytes))
      if count >= first.count { #expect(result.bytes.count >= 900) }
      if count == first.count {
        #expect(result.problem == nil)
      } else {
        #expect(result.problem?.kind == .badInput, "cut at \(count)")
        #expect(result.problem?.place == "byte \(count)")
      }
    }
  }

  @Test("One wrong bit is always noticed and never traps", arguments: CompressionFormat.allCases)
  func bitFlips(_ format: CompressionFormat) {
    let text = Array(sample[..<700])
    let data = compress(text, format)
    for at in data.indices {
      for bit in 0..<8 {
        var flipped = data
        flipped[at] ^= 1 << bit
        let result = inflate(flipped)
        if result.problem == nil, result.bytes != flipped {
          // Only bytes that carry no content may differ: gzip's time, flags and system.
          #expect(result.bytes == text, "bit \(bit) of byte \(at)")
        }
      }
    }
  }

  @Test(
    "Something else after the compressed data is reported",
    arguments: CompressionFormat.allCases)
  func trailing(_ format: CompressionFormat) {
    let result = inflate(compress(sample, format) + Array("trailing".utf8))
    #expect(result.bytes == sample)
    #expect(result.problem?.got == "trailing")
    #expect(result.problem?.place == "byte \(compress(sample, format).count)")
  }

  @Test("Zero bytes may pad gzip by any number, and xz by fours")
  func padding() {
    let end = Array("end".utf8)
    for (format, count) in [(CompressionFormat.gzip, 1), (.gzip, 700), (.xz, 4), (.xz, 512)] {
      let zeros = [UInt8](repeating: 0, count: count)
      let data = compress(sample, format) + zeros + compress(end, format) + zeros
      #expect(inflate(data, chunk: 3) == (sample + end, nil))
    }
    let odd = inflate(compress(sample, .xz) + [0, 0, 0])
    #expect(odd.bytes == sample)
    #expect(odd.problem?.expected == "a multiple of 4")
    #expect(inflate(compress(sample, .zstd) + [0]).problem != nil)
  }

  @Test("Skippable frames are skipped, also at the beginning")
  func skippable() {
    let frame = skippableFrame(Array("user data".utf8))
    let none = skippableFrame([])
    for format in [CompressionFormat.zstd, .lz4] {
      let data = compress(sample, format)
      for input in [frame + data, none + frame + data, data + frame, data + frame + data] {
        let copies = input.count > 2 * data.count ? 2 : 1
        let expected = Array(repeatElement(sample, count: copies).joined())
        #expect(inflate(input, chunk: 1 << 16) == (expected, nil))
      }
      let cut = inflate(data + frame.dropLast())
      #expect(cut.bytes == sample)
      #expect(cut.problem != nil)
    }
    #expect(inflate(frame) == ([], nil))
  }

  @Test("Zstandard's largest window, as with --long=31")
  func largeWindow() {
    let text = Array("a raw block".utf8)
    // RFC 8878, 3.1.1: no single segment, window 2^31, one raw block, the last.
    let header: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD, 0x00, 21 << 3, UInt8(text.count << 3 | 1), 0, 0]
    #expect(inflate(header + text) == (text, nil))
  }

  @Test("Gzip headers with any optional fields, wherever a read ends", arguments: 0..<16)
  func gzipHeader(_ fields: Int) {
    let plain = compress(sample, .gzip)
    // RFC 1952, 2.3: ten bytes, then what FLG says.
    var data = Array(plain[..<10])
    data[3] = UInt8(fields << 1)
    if fields & 2 != 0 { data += [4, 0, 1, 2, 3, 4] }
    if fields & 4 != 0 { data += Array("name.txt".utf8) + [0] }
    if fields & 8 != 0 { data += Array("comment".utf8) + [0] }
    if fields & 1 != 0 {
      let crc = lzma_crc32(data, data.count, 0)
      data += [UInt8(truncatingIfNeeded: crc), UInt8(truncatingIfNeeded: crc >> 8)]
    }
    data += plain[10...]
    for chunk in 1...40 {
      #expect(inflate(data, chunk: chunk) == (sample, nil), "reads of \(chunk)")
    }
    if fields & 1 != 0 {
      data[4] ^= 1
      #expect(inflate(data).problem != nil)
    }
  }

  @Test("Problems name the file, the place and the stream")
  func message() {
    let data = compress(sample, .gzip)
    var damaged = data + data
    damaged[damaged.count - 8] ^= 1
    let result = inflate(damaged)
    #expect(result.bytes == sample + sample)
    #expect(
      result.problem?.description
        == "memory:byte \(damaged.count): damaged gzip data in the stream that begins at byte "
        + "\(data.count): its checksum does not match; bytes \(data.count) to \(damaged.count) are lost "
        + "(get the file again)")
  }

  @Test("A problem stays: reading again is not mistaken for the end")
  func sticky() throws {
    var input = try decompressed(
      ByteReader(ChunkedSource(Array(compress(sample, .xz).dropLast(9)))))
    #expect(drain(&input).problem != nil)
    #expect(drain(&input).problem != nil)
  }
}

private func == (
  a: (bytes: [UInt8], problem: Problem?), b: (bytes: [UInt8], problem: Problem?)
) -> Bool { a.bytes == b.bytes && a.problem == b.problem }
