/// Encodes by a tokenizer file: by the fast engine where there is one, else by the plain definitions.
import UL2Patterns
final class FileEncoder: DocumentEncoder {
  private let model: FileModel
  private let fast: TextEncoder?
  private var fallbacks: FallbackCounter
  /// Of each protected piece, how often it was found in texts.
  private var protectedMatches: [Int]
  private var ids: [Int32] = []

  init(_ model: FileModel) {
    self.model = model
    fast = model.fast.map { TextEncoder($0) }
    fallbacks = FallbackCounter(model.pieces)
    protectedMatches = [Int](repeating: 0, count: model.protectedPieces.count)
  }

  func encode(_ text: Span<UInt8>, appendingTo tokens: inout TokenBuffer) throws(Problem) {
    let first = tokens.count
    if let fast {
      do throws(PatternProblem) {
        if try fast.encode(text, appendingTo: &tokens) {
          countMatches(fast.protected)
          if fast.hasUnknown { try countFallbacks(text, tokens.ids(from: first)) }
          return
        }
      } catch {
        tokens.removeLast(tokens.count - first)
        throw error.located(path: model.file.path, place: "pattern")
      }
    }
    ids.removeAll(keepingCapacity: true)
    try encodePlainly(text, appendingTo: &ids)
    unsafe ids.withUnsafeBufferPointer { unsafe tokens.append($0) }
  }

  func encode(_ text: Span<UInt8>, appendingTo ids: inout [Int32]) throws(Problem) {
    let first = ids.count
    if let fast {
      do throws(PatternProblem) {
        if try fast.encode(text, appendingTo: &ids) {
          countMatches(fast.protected)
          if fast.hasUnknown { try countFallbacks(text, Array(ids[first...])) }
          return
        }
      } catch {
        ids.removeLast(ids.count - first)
        throw error.located(path: model.file.path, place: "pattern")
      }
    }
    try encodePlainly(text, appendingTo: &ids)
  }

  func encode(
    _ text: Span<UInt8>, inWindowsOf window: Int, appendingTo ids: inout [Int32]
  ) -> Bool { false }

  func encodeByReference(_ text: [UInt8], appendingTo ids: inout [Int32]) throws(Problem) {
    ids += try model.reference.encode(text)
  }

  func takeProtectedMatches() -> [Int] {
    defer { for i in protectedMatches.indices { protectedMatches[i] = 0 } }
    return protectedMatches
  }

  func takeFallbacks() -> (unknown: Int, bytes: Int) { fallbacks.take() }

  func decode(_ ids: [Int32]) throws(Problem) -> [UInt8] {
    var text: [UInt8] = []
    try model.append(textOf: ids, to: &text)
    return text
  }

  private func encodePlainly(
    _ text: Span<UInt8>, appendingTo ids: inout [Int32]
  ) throws(Problem) {
    let found = try model.reference.encoded(copy(text))
    countMatches(found.protected)
    unsafe found.ids.withUnsafeBufferPointer { unsafe fallbacks.count($0) }
    fallbacks.count(dropped: found.dropped)
    ids += found.ids
  }

  private func countMatches(_ found: [Int]) {
    for id in found {
      if let place = model.protectedPlaces[id] { protectedMatches[place] += 1 }
    }
  }

  /// Counts unknown tokens and bytes; what became no token at all, the plain definitions count.
  private func countFallbacks(_ text: Span<UInt8>, _ found: [Int32]) throws(PatternProblem) {
    unsafe found.withUnsafeBufferPointer { unsafe fallbacks.count($0) }
    guard model.unknown == nil, let counted = try? model.reference.encoded(copy(text)) else {
      return
    }
    fallbacks.count(dropped: counted.dropped)
  }

  private func copy(_ text: Span<UInt8>) -> [UInt8] {
    unsafe text.withUnsafeBufferPointer { unsafe Array($0) }
  }
}
