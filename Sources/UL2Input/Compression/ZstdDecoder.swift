/// Zstandard (RFC 8878) by libzstd, with windows up to 2 GiB: files made with `--long=31` fail in
/// readers that keep the default of 128 MiB. Skippable frames are streams without output.
///
/// A skippable frame with the magic number 0x184D2A5D holds a dictionary, compressed itself or not: the
/// frames after it need it (IIPC, "Zstandard Compression for WARC Files" 1.0).
import CZstd

@safe package struct ZstdDecoder: StreamDecoder, ~Copyable {
  static let format = CompressionFormat.zstd
  static let padding = 0

  /// Invariant: a live context, owned.
  private let context: OpaquePointer
  private var isAtStart = true
  /// The bytes of a dictionary's frame that have come in, its header included.
  private var dictionaryFrame: [UInt8]?
  /// The dictionary that is in use; 0 for one without a number, nil for none.
  private var dictionary: UInt32?
  /// The dictionary that the frame being decoded asks for; 0 for none.
  private var wanted: UInt32 = 0

  package init() throws(DecoderFailure) {
    guard let context = unsafe ZSTD_createDCtx() else {
      throw DecoderFailure(reason: "no memory for the decoder")
    }
    unsafe self.context = unsafe context
    unsafe _ = ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, 31)
  }

  deinit { unsafe _ = ZSTD_freeDCtx(context) }

  package mutating func begin() {
    unsafe _ = ZSTD_DCtx_reset(context, ZSTD_reset_session_only)
    isAtStart = true
    dictionaryFrame = nil
    wanted = 0
  }

  package mutating func decode(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) -> DecoderStep {
    if isAtStart {
      isAtStart = false
      wanted = unsafe ZSTD_getDictID_fromFrame(input.baseAddress, input.count)
      if unsafe input.starts(with: Self.dictionaryMagic) { dictionaryFrame = [] }
    }
    if dictionaryFrame != nil { return unsafe takeDictionary(input) }
    var source = unsafe ZSTD_inBuffer(src: input.baseAddress, size: input.count, pos: 0)
    var target = unsafe ZSTD_outBuffer(dst: output.baseAddress, size: output.count, pos: 0)
    let code = unsafe ZSTD_decompressStream(context, &target, &source)
    let outcome: DecoderStep.Outcome =
      ZSTD_isError(code) != 0 ? .failed(failure(code)) : code == 0 ? .ended : .running
    return unsafe DecoderStep(consumed: source.pos, produced: target.pos, outcome: outcome)
  }

  private func failure(_ code: Int) -> DecoderFailure {
    let isDictionary = ZSTD_getErrorCode(code) == ZSTD_error_dictionary_wrong
    guard isDictionary || wanted != 0 && wanted != dictionary else {
      return unsafe DecoderFailure(reason: String(cString: ZSTD_getErrorName(code)))
    }
    let found = dictionary.map { $0 == 0 ? "one without a number" : "\($0)" } ?? "none"
    return DecoderFailure(
      reason: "it needs the dictionary \(wanted), and the file has \(found)",
      fix: "get the file from its beginning, where its dictionary is; or zstd -d -D DICTIONARY FILE"
    )
  }
}

// MARK: Dictionaries

extension ZstdDecoder {
  private static let dictionaryMagic: [UInt8] = [0x5D, 0x2A, 0x4D, 0x18]
  /// Of a dictionary, compressed or not. The format asks for 8 MiB.
  private static let longestDictionary = 128 << 20

  /// Takes in what there is of a dictionary's frame, and uses it once it is whole.
  private mutating func takeDictionary(_ input: UnsafeRawBufferPointer) -> DecoderStep {
    var held = dictionaryFrame?.count ?? 0
    var consumed = min(input.count, max(0, 8 - held))
    unsafe dictionaryFrame?.append(contentsOf: input[..<consumed])
    held += consumed
    guard held >= 8, let header = dictionaryFrame?[4..<8] else {
      return DecoderStep(consumed: consumed, produced: 0, outcome: .running)
    }
    let length = header.reversed().reduce(0) { $0 << 8 | Int($1) }
    guard length <= Self.longestDictionary else {
      let failure = DecoderFailure(
        reason: "a dictionary of \(length) bytes; at most \(Self.longestDictionary) are read")
      return DecoderStep(consumed: consumed, produced: 0, outcome: .failed(failure))
    }
    let more = min(input.count - consumed, 8 + length - held)
    unsafe dictionaryFrame?.append(contentsOf: input[consumed..<consumed + more])
    consumed += more
    guard held + more == 8 + length else {
      return DecoderStep(consumed: consumed, produced: 0, outcome: .running)
    }
    let failure = use(Array((dictionaryFrame ?? []).dropFirst(8)))
    dictionaryFrame = nil
    return DecoderStep(
      consumed: consumed, produced: 0, outcome: failure.map { .failed($0) } ?? .ended)
  }

  /// Decodes what follows with a dictionary, which may be compressed; anything else is somebody's own use of
  /// the frame, and skipped.
  private mutating func use(_ content: [UInt8]) -> DecoderFailure? {
    var content = content
    if content.starts(with: CompressionFormat.zstd.magic) {
      guard let plain = Self.decompressed(content) else {
        return DecoderFailure(reason: "its dictionary is damaged")
      }
      content = plain
    }
    guard content.starts(with: [0x37, 0xA4, 0x30, 0xEC]) else { return nil }
    let code = unsafe content.withUnsafeBytes {
      unsafe ZSTD_DCtx_loadDictionary(context, $0.baseAddress, $0.count)
    }
    guard ZSTD_isError(code) == 0 else {
      return unsafe DecoderFailure(
        reason: "its dictionary is damaged (\(String(cString: ZSTD_getErrorName(code))))")
    }
    dictionary = unsafe content.withUnsafeBytes {
      unsafe ZSTD_getDictID_fromDict($0.baseAddress, $0.count)
    }
    return nil
  }

  /// A dictionary's one frame, which does not grow beyond the limit.
  private static func decompressed(_ frame: [UInt8]) -> [UInt8]? {
    let claimed = unsafe frame.withUnsafeBytes {
      unsafe ZSTD_getFrameContentSize($0.baseAddress, $0.count)
    }
    // Without a size, what libzstd can make of so many bytes.
    let isKnown = claimed < UInt64(bitPattern: Int64(-2))
    guard !isKnown || claimed <= UInt64(longestDictionary) else { return nil }
    let room = isKnown ? Int(claimed) : min(longestDictionary, max(1 << 20, 16 * frame.count))
    var plain = [UInt8](repeating: 0, count: room)
    let length = unsafe plain.withUnsafeMutableBytes { plain in
      unsafe frame.withUnsafeBytes { frame in
        unsafe ZSTD_decompress(plain.baseAddress, plain.count, frame.baseAddress, frame.count)
      }
    }
    guard ZSTD_isError(length) == 0 else { return nil }
    plain.removeSubrange(length...)
    return plain
  }
}
