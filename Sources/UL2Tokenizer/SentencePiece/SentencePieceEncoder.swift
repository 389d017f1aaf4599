/// Encodes by a SentencePiece model.
@safe final class SentencePieceEncoder: DocumentEncoder {
  private let library: LibraryEncoder
  private let reference: ReferenceEncoder
  private let vocabularySize: Int
  private var counter: PieceCounter?
  private var fallbacks: FallbackCounter
  /// Ids of 16 bits where they suffice: half the bytes to keep and to move. At most one of the two is there.
  private var narrow: FastEncoder<UInt16>?
  private var wide: FastEncoder<UInt32>?

  init(_ model: SentencePieceModel) {
    library = LibraryEncoder(model.library)
    reference = ReferenceEncoder(model.library, model.plain)
    vocabularySize = model.pieces.count
    counter = PieceCounter(model.protectedPieces)
    fallbacks = FallbackCounter(model.pieces)
    if let fast = model.fast, vocabularySize <= 1 << 16 {
      narrow = FastEncoder(fast)
    } else if let fast = model.fast {
      wide = FastEncoder(fast)
    }
  }

  func encode(
    _ text: Span<UInt8>, appendingTo tokens: inout TokenBuffer
  ) throws(Problem) {
    if text.count > Self.hugeText {
      let first = tokens.count
      // A byte is rarely more than one token.
      tokens.reserve(text.count)
      let isDone = unsafe encodeHuge(
        text, narrow: { unsafe tokens.append($0) }, wide: { unsafe tokens.append($0) })
      if isDone { return }
      tokens.removeLast(tokens.count - first)
    }
    switch unsafe try encode(text) {
    case .narrow(let ids): unsafe tokens.append(ids)
    case .wide(let ids): unsafe tokens.append(ids)
    case .library(let ids): unsafe tokens.append(ids)
    }
  }

  func encode(_ text: Span<UInt8>, appendingTo ids: inout [Int32]) throws(Problem) {
    if text.count > Self.hugeText {
      let first = ids.count
      let isDone = unsafe encodeHuge(
        text, narrow: { unsafe widen($0, appendingTo: &ids) },
        wide: { unsafe widen($0, appendingTo: &ids) })
      if isDone { return }
      ids.removeLast(ids.count - first)
    }
    switch unsafe try encode(text) {
    case .narrow(let found): unsafe widen(found, appendingTo: &ids)
    case .wide(let found): unsafe widen(found, appendingTo: &ids)
    case .library(let found): unsafe ids.append(contentsOf: found)
    }
  }

  func encodeByReference(_ text: [UInt8], appendingTo ids: inout [Int32]) throws(Problem) {
    unsafe ids.append(contentsOf: try reference.encode(text.span))
  }

  func takeProtectedMatches() -> [Int] { counter?.take() ?? [] }

  func takeFallbacks() -> (unknown: Int, bytes: Int) { fallbacks.take() }

  func decode(_ ids: [Int32]) throws(Problem) -> [UInt8] {
    Array(try library.decode(ids).utf8)
  }

  // MARK: Engines

  /// Ids where the engine has left them, valid until its next text.
  @unsafe private enum EncodedIDs {
    case narrow(UnsafeBufferPointer<UInt16>)
    case wide(UnsafeBufferPointer<UInt32>)
    case library(UnsafeBufferPointer<Int32>)
  }

  /// Longer texts are encoded in windows, in bytes.
  private static let hugeText = 4 << 20

  func encode(
    _ text: Span<UInt8>, inWindowsOf window: Int, appendingTo ids: inout [Int32]
  ) -> Bool {
    unsafe encodeHuge(
      text, window: window, narrow: { unsafe widen($0, appendingTo: &ids) },
      wide: { unsafe widen($0, appendingTo: &ids) })
  }

  /// Gives away a huge text's ids as they come; false where the fast engine cannot, whatever was given.
  private func encodeHuge(
    _ text: Span<UInt8>, window: Int = 1 << 20,
    narrow giveNarrow: (UnsafeBufferPointer<UInt16>) -> Void,
    wide giveWide: (UnsafeBufferPointer<UInt32>) -> Void
  ) -> Bool {
    let (isNarrow, isWide) = (narrow != nil, wide != nil)
    if !isNarrow, !isWide { return false }
    var counts = fallbacks
    let isDone = unsafe text.withUnsafeBufferPointer { text in
      isNarrow
        ? unsafe narrow!.encode(text, window: window) { ids, hasUnknown in
          if hasUnknown { unsafe counts.count(ids) }
          unsafe giveNarrow(ids)
        }
        : unsafe wide!.encode(text, window: window) { ids, hasUnknown in
          if hasUnknown { unsafe counts.count(ids) }
          unsafe giveWide(ids)
        }
    }
    if isDone {
      fallbacks = counts
      counter?.count(text)
    }
    return isDone
  }

  private func encode(_ text: Span<UInt8>) throws(Problem) -> EncodedIDs {
    counter?.count(text)
    let found: EncodedIDs? = unsafe text.withUnsafeBufferPointer { text in
      if narrow != nil, let ids = unsafe narrow!.encode(text) {
        if narrow!.hasUnknown { unsafe fallbacks.count(ids) }
        return unsafe .narrow(ids)
      }
      if wide != nil, let ids = unsafe wide!.encode(text) {
        if wide!.hasUnknown { unsafe fallbacks.count(ids) }
        return unsafe .wide(ids)
      }
      return nil
    }
    if let found = unsafe found { return unsafe found }
    let ids = unsafe try reference.encode(text)
    unsafe fallbacks.count(ids)
    return unsafe .library(ids)
  }

  private func widen<ID: FixedWidthInteger>(
    _ found: UnsafeBufferPointer<ID>, appendingTo ids: inout [Int32]
  ) {
    ids.append(addingCapacity: found.count) { output in
      for i in 0..<found.count { unsafe output.append(Int32(truncatingIfNeeded: found[i])) }
    }
  }
}
