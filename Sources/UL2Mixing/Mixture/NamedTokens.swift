/// The ids that a tokenizer has for sentinels and FIM markers, found by the names that models give them.

/// A tokenizer as a mixture needs it.
package protocol Vocabulary: Sendable {
  /// Pieces in the model.
  var size: Int { get }
  var eos: Int? { get }
  var bos: Int? { get }
  var pad: Int? { get }
  func id(ofPiece piece: String) -> Int?
  /// The piece with this id; nil where the model has none.
  func piece(_ id: Int) -> (text: String, use: PieceUse)?
  func encode(_ text: String) throws(Problem) -> [Int32]
  /// The names that count as those of markers, and their ids; nil: every piece, as in a SentencePiece model.
  var markers: MarkerNames? { get }
}

extension Vocabulary {
  package func piece(_ id: Int) -> (text: String, use: PieceUse)? { nil }
  package var markers: MarkerNames? { nil }
}

/// The names of a tokenizer file's added tokens: what is only a piece of its vocabulary is text.
package struct MarkerNames: Sendable {
  private let ids: [String: Int]

  package init(_ ids: [String: Int]) { self.ids = ids }

  package subscript(name: String) -> Int? { ids[name] }

  /// The text before and after the number in sentinels' names, in the order in which it is looked for: T5, dolma2,
  /// Llama 3, DeepSeek, Mistral, BERT's successors, Gemma, Falcon, Phi, tekken, Qwen, Kimi.
  private static let sentinels: [(before: String, after: String)] = [
    ("<extra_id_", ">"), ("<|extra_id_", "|>"), ("<|reserved_special_token_", "|>"),
    ("<｜place▁holder▁no▁", "｜>"), ("[control_", "]"), ("[unused", "]"), ("<unused", ">"),
    (">>UNUSED_", "<<"), ("<|placeholder", "|>"), ("<SPECIAL_", ">"), ("<|extra_", "|>"),
    ("<|reserved_token_", "|>"),
  ]

  /// Whether a name is one that sentinels have.
  package static func isSentinel(_ name: String) -> Bool {
    sentinels.contains { number(in: name, $0) != nil }
  }

  private static func number(in name: String, _ pattern: (before: String, after: String)) -> Int? {
    guard name.hasPrefix(pattern.before), name.hasSuffix(pattern.after),
      name.utf8.count > pattern.before.utf8.count + pattern.after.utf8.count
    else { return nil }
    let digits = name.dropFirst(pattern.before.count).dropLast(pattern.after.count)
    guard digits.utf8.count < 7, digits.utf8.allSatisfy({ 0x30...0x39 ~= $0 }) else { return nil }
    return Int(digits)
  }

  /// The sentinels: the longest run of numbers, one after the other, whose ids are too. Of several forms the first
  /// that has a hundred, else the one that has most.
  package var sentinels: Sentinels? {
    var best: Sentinels?
    for pattern in Self.sentinels {
      guard let sequence = longestSequence(pattern), sequence.count > best?.count ?? 0 else {
        continue
      }
      best = sequence
      if sequence.count >= 100 { break }
    }
    return best
  }

  private func longestSequence(_ pattern: (before: String, after: String)) -> Sentinels? {
    let found = ids.compactMap { name, id in Self.number(in: name, pattern).map { ($0, id) } }
      .sorted { $0 < $1 }
    var best: Sentinels?
    var sequence: Sentinels?
    var last = (-2, 0)
    for (number, id) in found {
      if number == last.0 { continue }
      let step = id - last.1
      if var longer = sequence, number == last.0 + 1, step == longer.step || longer.count == 1,
        abs(step) == 1
      {
        longer.step = step
        longer.count += 1
        sequence = longer
      } else if sequence != nil, number == last.0 + 1, abs(step) == 1 {
        sequence = Sentinels(first: last.1, step: step, count: 2)
      } else {
        sequence = Sentinels(first: id, step: 1, count: 1)
      }
      last = (number, id)
      if let sequence, sequence.count > best?.count ?? 0 { best = sequence }
    }
    return best
  }
}

extension Vocabulary {
  /// The sentinels that the tokenizer has by name.
  var namedSentinels: Sentinels? {
    if let markers { return markers.sentinels }
    guard let first = id(ofPiece: "<extra_id_0>") else { return nil }
    guard let second = id(ofPiece: "<extra_id_1>"), abs(second - first) == 1 else {
      return Sentinels(first: first, step: 1, count: 1)
    }
    let step = second - first
    var count = 2
    while id(ofPiece: "<extra_id_\(count)>") == first + count * step { count += 1 }
    return Sentinels(first: first, step: step, count: count)
  }

  /// The FIM markers that the tokenizer has by name; `eot` nil where none is known to end the middle.
  var namedFIM: (prefix: Int, suffix: Int, middle: Int, eot: Int?)? {
    func id(_ name: String) -> Int? { markers.map { $0[name] } ?? self.id(ofPiece: name) }
    for naming in markers == nil ? FIMTokens.namings : FIMTokens.namingsOfFiles {
      if let prefix = id(naming.prefix), let suffix = id(naming.suffix),
        let middle = id(naming.middle)
      {
        return (prefix, suffix, middle, naming.eots.compactMap(id).first)
      }
    }
    return nil
  }
}
