/// Which documents are encoded by the reference too, and the message where the ids differ. That is
/// libsentencepiece, or the plain search where the library is of another generation than the ids.
///
/// One in 10,000 costs a tenth of a percent of the time at ten times the library's speed. A document is
/// chosen by its id and the beginning of its text alone, so the same ones are checked on any number of
/// workers or hosts. Documents that the library would need hundreds of megabytes for are never drawn.
package struct LibraryCheck: Sendable {
  /// Hashes up to this are chosen; nil: none.
  private let limit: UInt64?

  /// - Parameters:
  ///   - share: of the documents; 0: none, 1: all.
  ///   - tier: the engine in use; the reference is not compared with itself.
  package init(share: Double, tier: EngineTier) {
    if share <= 0 || tier.kind != .fast {
      limit = nil
    } else {
      limit = share >= 1 ? .max : UInt64(share * 0x1p64)
    }
  }

  /// The library needs up to a hundred times a text's size: larger ones are not drawn.
  package static let largestText = 2 << 20

  package func chooses(_ document: Document) -> Bool {
    guard let limit, document.text.count <= Self.largestText else { return false }
    let seed = xxh3(document.id)
    let key = unsafe document.text.withUnsafeBytes { text in
      unsafe xxh3(UnsafeRawBufferPointer(rebasing: text.prefix(1 << 10)), seed: seed)
    }
    return key <= limit
  }

  /// Ends the run where the engine's ids are not the reference's.
  ///
  /// - Parameter name: what the reference is called.
  package static func compare(
    _ ids: [Int32], with reference: [Int32], of name: String = "libsentencepiece"
  ) throws(Problem) {
    if ids == reference { return }
    let place = zip(ids, reference).prefix { $0 == $1 }.count
    func around(_ ids: [Int32]) -> String {
      let tokens = ids[min(place, ids.count)...].prefix(4).map { "\($0)" }
      return tokens.isEmpty ? "the end" : tokens.joined(separator: " ")
    }
    throw Problem(
      .badInput, "the tokenizer's ids differ from those of \(name) at token \(place)",
      got: around(ids), expected: around(reference),
      fix:
        "\(.tokenizerEngine) library is exact; please report this with the document and the model"
    )
  }
}
