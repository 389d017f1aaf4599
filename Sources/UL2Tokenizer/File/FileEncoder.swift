/// Encodes by a tokenizer file.
final class FileEncoder: DocumentEncoder {
  private let model: FileModel
  private var counter: PieceCounter?
  private var fallbacks: FallbackCounter

  init(_ model: FileModel) {
    self.model = model
    counter = PieceCounter(model.protectedPieces)
    fallbacks = FallbackCounter(model.pieces)
  }

  func encode(_ text: Span<UInt8>, appendingTo tokens: inout TokenBuffer) throws(Problem) {
    let ids = try plain(text)
    unsafe ids.withUnsafeBufferPointer { unsafe tokens.append($0) }
  }

  func encode(_ text: Span<UInt8>, appendingTo ids: inout [Int32]) throws(Problem) {
    ids += try plain(text)
  }

  func encode(
    _ text: Span<UInt8>, inWindowsOf window: Int, appendingTo ids: inout [Int32]
  ) -> Bool { false }

  func encodeByReference(_ text: [UInt8], appendingTo ids: inout [Int32]) throws(Problem) {
    ids += try model.reference.encode(text)
  }

  func takeProtectedMatches() -> [Int] { counter?.take() ?? [] }

  func takeFallbacks() -> (unknown: Int, bytes: Int) { fallbacks.take() }

  func decode(_ ids: [Int32]) throws(Problem) -> [UInt8] { try model.reference.decode(ids) }

  private func plain(_ text: Span<UInt8>) throws(Problem) -> [Int32] {
    counter?.count(text)
    let found = try model.reference.encoded(
      unsafe text.withUnsafeBufferPointer { unsafe Array($0) })
    unsafe found.ids.withUnsafeBufferPointer { unsafe fallbacks.count($0) }
    fallbacks.count(dropped: found.dropped)
    return found.ids
  }
}
