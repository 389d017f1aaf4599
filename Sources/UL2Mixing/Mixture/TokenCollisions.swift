/// Ids that would mean two things: a reader of a row could not tell which.

/// The use of a model's piece, as far as it matters to special ids.
package enum PieceUse: Sendable {
  /// Text becomes such tokens.
  case ordinary
  /// A byte of what no other piece has.
  case byte
  /// All that the model has no piece for.
  case unknown
  /// Control, user-defined and unused pieces.
  case reserved
}

extension ReservedTokens {
  /// The ids that are one token each, by the mixture's keys. The end of a middle may be the end of a document.
  private var single: [(name: String, id: Int)] {
    [("eos", eos), ("pad", pad), ("decoder_start", decoderStart)]
  }

  private var markers: [(name: String, id: Int)] {
    guard let fim else { return [] }
    return [
      ("fim_prefix", fim.prefix), ("fim_suffix", fim.suffix), ("fim_middle", fim.middle),
      ("fim_eot", fim.eot),
    ]
  }

  /// Throws where two special ids are one that must not be.
  func checkCollisions(_ mixture: Mixture) throws(Problem) {
    for (name, id) in single + markers {
      guard let number = sentinels?.index(of: id) else { continue }
      throw collision("sentinel \(number)", key: "sentinels", name, id, mixture)
    }
    let markers = markers
    for (i, marker) in markers.enumerated() {
      let others = (marker.name == "fim_eot" ? [] : single) + markers[..<i]
      guard let other = others.first(where: { $0.id == marker.id }) else { continue }
      throw collision(marker.name, key: marker.name, other.name, marker.id, mixture)
    }
  }

  private func collision(
    _ what: String, key: String, _ other: String, _ id: Int, _ mixture: Mixture
  ) -> Problem {
    let named = mixture.tokens.names(key) || !mixture.tokens.names(other) ? key : other
    return Problem(
      .badMixture, "\(what) is also \(other)", path: mixture.path, place: "tokenizer.\(named)",
      got: "id \(id)", expected: "an id for each",
      fix: key == "sentinels"
        ? "set another \(other) in \"tokenizer\", or other sentinels: \"extra_ids\": N appends them"
        : "set another \(key) or \(other) in \"tokenizer\"")
  }

  /// Throws where a special id is that of a piece which text becomes.
  func checkPieces(_ vocabulary: some Vocabulary, _ mixture: Mixture) throws(Problem) {
    func fail(
      _ what: String, _ key: String, _ id: Int, _ text: String, _ use: String, _ fix: Wording
    )
      -> Problem
    {
      Problem(
        .badMixture, "\(what) is also \(use)", path: mixture.path, place: "tokenizer.\(key)",
        got: "id \(id), \"\(text)\"", expected: "an id that no text becomes", fix: fix)
    }
    if let sentinels {
      for number in 0..<sentinels.count {
        let id = sentinels.first + number * sentinels.step
        guard let (text, use) = vocabulary.piece(id) else { continue }
        let meaning: String
        switch use {
        case .ordinary where !text.contains("<extra_id_"): meaning = "an ordinary piece"
        case .byte: meaning = "a byte of the model"
        case .unknown: meaning = "the unknown token"
        case .reserved where id == vocabulary.bos: meaning = "the model's bos"
        case .ordinary, .reserved: continue
        }
        throw fail(
          "sentinel \(number)", "sentinels", id, text, meaning,
          "set \"sentinels\" to ids from \(vocabulary.size) on, or \"extra_ids\": \(sentinels.count) in their place"
        )
      }
    }
    for (name, id) in [("eos", eos)] + markers {
      guard let (text, use) = vocabulary.piece(id) else { continue }
      let meaning: String
      switch use {
      case .byte: meaning = "a byte of the model"
      case .unknown: meaning = "the unknown token"
      case .ordinary, .reserved: continue
      }
      throw fail(name, name, id, text, meaning, "set another \(name) in \"tokenizer\"")
    }
  }
}

extension Mixture.TokenChoice {
  /// Whether the mixture itself sets what has this key.
  fileprivate func names(_ key: String) -> Bool {
    switch key {
    case "eos": eos != nil
    case "pad": pad != nil
    case "decoder_start": decoderStart != nil
    case "sentinels": sentinels != nil
    case "fim_prefix": fimPrefix != nil
    case "fim_suffix": fimSuffix != nil
    case "fim_middle": fimMiddle != nil
    case "fim_eot": fimEOT != nil
    default: false
    }
  }
}
