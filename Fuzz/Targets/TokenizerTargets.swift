/// Encoding compared with libsentencepiece, by known models and by any that it loads.
import ExactnessSupport
import TestSupport
import UL2Tokenizer

let tokenizerTargets = [
  FuzzTarget(name: "encode") { bytes throws(Violation) in try encode(bytes) },
  FuzzTarget(name: "tokenizer") { bytes throws(Violation) in try tokenizer(bytes) },
]

/// The models from which `encode` chooses: the fixtures' first, then `Fuzz/Models` by name.
private let models: [String] = {
  let folder = repositoryRoot + "/Fuzz/Models/"
  let names = (try? listDirectory(folder)) ?? []
  return ["unigram-8k", "bpe-8k"].map { fixture("tokenizers/\($0).model") }
    + names.map { folder + $0 }
}()

/// Those chosen so far, each with its encoder: loading a model takes longer than encoding a text.
///
/// Invariant: used by the one thread that runs targets.
nonisolated(unsafe) private var comparisons: [Int: EngineComparison] = [:]

private func comparison(_ number: Int) -> EngineComparison? {
  let path = models[number % models.count]
  if let known = comparisons[number % models.count] { return known }
  let tokenizer = try? Tokenizer(path) { $0.hasPrefix("<extra_id_") || $0.hasPrefix("<fim_") }
  guard let tokenizer else { return nil }
  let new = EngineComparison(tokenizer)
  comparisons[number % models.count] = new
  return new
}

/// The first byte chooses a model; the second, how much is before each text, so that running scores grow; 0xFD ends a
/// text and begins another, which meets what the last one left in the cache.
private func encode(_ bytes: [UInt8]) throws(Violation) {
  guard bytes.count > 2 else { return }
  guard let comparison = comparison(Int(bytes[0])) else {
    throw Violation("\(models[Int(bytes[0]) % models.count]) is not loaded")
  }
  let counts = [0, 0, 0, 0, 0, 0, 0, 0, 1, 7, 30, 130, 500, 2000, 4000, 12_000]
  let before = (0..<counts[Int(bytes[1] & 15)]).flatMap { _ in [0x78, 0x20] as [UInt8] }
  for part in bytes[2...].split(separator: 0xFD, omittingEmptySubsequences: false) {
    if let difference = comparison.difference(before + part, again: true) {
      throw Violation("\(comparison.tokenizer.path): \(comparison.minimised(difference))")
    }
    try check(comparison.decodes(), "\(comparison.tokenizer.path): ids are not decoded")
  }
}

/// A model that the library takes must encode as the library does, and decode without harm.
private func tokenizer(_ bytes: [UInt8]) throws(Violation) {
  let file = MemoryFile(bytes)
  guard let tokenizer = try? Tokenizer(file.path, isProtected: { $0.hasPrefix("<") }) else {
    return
  }
  let comparison = EngineComparison(tokenizer)
  let nasty = NastyTexts(pieces: tokenizer.pieces.map(\.text), prose: prose)
  for text in [prose] + (0..<12).map({ nasty.random($0, largest: 150) }) {
    if let difference = comparison.difference(text, again: true) {
      throw Violation("\(tokenizer.engine): \(comparison.minimised(difference))")
    }
    _ = comparison.decodes()
  }
}

private let prose = Array("the quick brown fox <s> \u{72D0} \n jumps".utf8)
