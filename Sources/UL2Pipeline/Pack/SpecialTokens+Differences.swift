/// Special tokens whose ids differ between two stages of a training.
extension ReservedTokens {
  /// In words, of what both have: `eos is 3, not 1`.
  func differences(from other: ReservedTokens) -> [String] {
    var pairs = [
      ("eos", eos, other.eos), ("pad", pad, other.pad),
      ("decoder_start", decoderStart, other.decoderStart),
    ]
    if let sentinels, let others = other.sentinels {
      pairs.append(("the first sentinel", sentinels.first, others.first))
      if sentinels.count > 1, others.count > 1 {
        pairs.append(
          (
            "the second sentinel", sentinels.first + sentinels.step, others.first + others.step
          ))
      }
    }
    if let fim, let others = other.fim {
      pairs += [
        ("fim_prefix", fim.prefix, others.prefix), ("fim_suffix", fim.suffix, others.suffix),
        ("fim_middle", fim.middle, others.middle), ("fim_eot", fim.eot, others.eot),
      ]
    }
    return pairs.filter { $0.1 != $0.2 }.map { "\($0.0) is \($0.1), not \($0.2)" }
  }
}
