/// Mixture files: parsed, resolved against a vocabulary, written out and parsed again.
import UL2Core
import UL2Mixing

let mixtureTargets = [
  FuzzTarget(name: "mixture") { bytes throws(Violation) in
    guard let mixture = try? Mixture.parse(bytes, path: "input") else { return }
    let written = mixture.json.bytes(.indented)
    guard let again = try? Mixture.parse(written, path: "input") else {
      throw Violation("the mixture as written cannot be read")
    }
    try check(again.json == mixture.json, "the mixture as written reads as another")
    for size in [10, 32_100] { _ = try? ResolvedMixture(mixture, vocabulary: Bytes(size: size)) }
  }
]

/// A vocabulary of bytes.
private struct Bytes: Vocabulary {
  let size: Int
  var eos: Int? { 1 }
  var bos: Int? { nil }
  var pad: Int? { 0 }

  func id(ofPiece piece: String) -> Int? { piece.hasPrefix("<extra_id_") ? nil : piece.utf8.count }
  func encode(_ text: String) throws(Problem) -> [Int32] { text.utf8.map(Int32.init) }
}
