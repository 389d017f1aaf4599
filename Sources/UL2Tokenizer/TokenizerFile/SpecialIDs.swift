/// The ids of a tokenizer file that have a meaning of their own: by the names of its added tokens, and by the
/// `tokenizer_config.json` beside it. The model's own pieces do not count: a vocabulary may have `</s>` as a piece
/// that text becomes.

package struct SpecialIDs: Hashable, Sendable {
  /// Numbered tokens whose ids follow one another: the k-th is `first + k · step`.
  package struct Sentinels: Hashable, Sendable {
    package var first: Int
    /// +1 or −1.
    package var step: Int
    package var count: Int
  }

  /// FIM markers.
  package struct Markers: Hashable, Sendable {
    package var prefix: Int
    package var suffix: Int
    package var middle: Int
    /// Ends the middle; nil: what ends documents does.
    package var end: Int?
  }

  package var sentinels: Sentinels?
  package var markers: Markers?
  package var eos: Int?
  package var bos: Int?
  package var pad: Int?
  package var unknown: Int?
  /// What there is to say of the choice.
  package var notes: [String] = []

  package init(_ file: TokenizerFile) {
    let ids = Dictionary(
      file.addedTokens.map { ($0.text, $0.id) }, uniquingKeysWith: { first, _ in first })
    sentinels = Self.sentinels(ids)
    for names in TokenNames.markers {
      guard let prefix = ids[names.prefix], let suffix = ids[names.suffix],
        let middle = ids[names.middle]
      else { continue }
      markers = Markers(
        prefix: prefix, suffix: suffix, middle: middle,
        end: names.ends.lazy.compactMap { ids[$0] }.first)
      break
    }
    let config = file.config
    eos = end(config?.eos, ids, path: config?.path)
    bos = named(config?.bos, ids) ?? TokenNames.beginnings.lazy.compactMap { ids[$0] }.first
    pad = named(config?.pad, ids) ?? TokenNames.paddings.lazy.compactMap { ids[$0] }.first
    unknown =
      switch file.model {
      case .bpe(let rules): rules.unknown.map { Int($0) }
      case .unigram(let rules): rules.unknown.map { Int($0) }
      }
    unknown = unknown ?? named(config?.unknown, ids) ?? ids["<unk>"]
  }

  private func named(_ name: String?, _ ids: [String: Int]) -> Int? { name.flatMap { ids[$0] } }

  /// What ends documents. What the configuration names may end a turn of a conversation: then it is not that, where
  /// the file has a token that ends documents.
  private mutating func end(_ name: String?, _ ids: [String: Int], path: String?) -> Int? {
    let own = TokenNames.ends.first { ids[$0] != nil }
    guard let name else { return own.flatMap { ids[$0] } }
    let place = path ?? "tokenizer_config.json"
    guard let id = ids[name] else {
      notes.append(
        "\(place) names \"\(Problem.printable(name))\" as eos_token, which the tokenizer lacks"
          + (own.map { "; \($0) ends documents" } ?? ""))
      return own.flatMap { ids[$0] }
    }
    guard let own, !TokenNames.ends.contains(name), let end = ids[own] else { return id }
    notes.append(
      "\(own) ends documents, and not \(Problem.printable(name)), which \(place) names: that ends turns"
    )
    return end
  }

  /// The longest row of numbers whose ids follow one another: of the first kind of name that has 100 of them, else
  /// of whichever has most.
  private static func sentinels(_ ids: [String: Int]) -> Sentinels? {
    var longest: Sentinels?
    for kind in TokenNames.numbered {
      let tokens = ids.compactMap { name, id in kind.number(name).map { (number: $0, id: id) } }
      guard let run = longestRun(tokens.sorted { ($0.number, $0.id) < ($1.number, $1.id) }) else {
        continue
      }
      if run.count >= 100 { return run }
      if run.count > longest?.count ?? 0 { longest = run }
    }
    return longest
  }

  private static func longestRun(_ tokens: [(number: Int, id: Int)]) -> Sentinels? {
    guard let first = tokens.first else { return nil }
    var longest = Sentinels(first: first.id, step: 1, count: 1)
    var run = longest
    for (before, token) in zip(tokens, tokens.dropFirst()) {
      let step = token.id - before.id
      let follows = token.number == before.number + 1 && abs(step) == 1
      if follows, run.count == 1 || step == run.step {
        run.step = step
        run.count += 1
      } else if follows {
        // Turns round: the token before is the first of a new row.
        run = Sentinels(first: before.id, step: step, count: 2)
      } else {
        run = Sentinels(first: token.id, step: 1, count: 1)
      }
      if run.count > longest.count { longest = run }
    }
    return longest
  }
}

extension TokenizerFile {
  /// Ids of the added tokens that raw text does not become: those that are special, and sentinels and FIM markers
  /// even where the file does not call them so.
  ///
  /// - Parameter others: whether a token is protected besides.
  package func protectedTokens(
    others: (_ name: String, _ id: Int) -> Bool = { _, _ in false }
  ) -> Set<Int> {
    Set(
      addedTokens.filter { token in
        token.isSpecial || TokenNames.isReserved(token.text) || others(token.text, token.id)
      }.map(\.id))
  }
}
