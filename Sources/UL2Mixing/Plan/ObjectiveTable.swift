/// The objectives of a mixture with their weights, and which of them a chunk gets.
package struct ObjectiveTable: Sendable {
  /// In the order of `manifest.json`: the mixture's own, then those that chunks are turned into.
  package let layouts: [ExampleLayout]
  /// Their numbers.
  let measures: [ChunkMeasure]
  private let choice: WeightedChoice
  private let limited: LimitedChoice
  /// The objective of a one-token chunk that drew span corruption.
  private let causal: Int?
  private let fim: (psm: Int, spm: Int)?
  private let fimBound: UInt64
  private let spmBound: UInt64
  private let isSpanCorruption: [Bool]
  private let isCausal: [Bool]

  /// - Parameters:
  ///   - weighted: the mixture's objectives and their shares of chunks.
  ///   - fim: rate among causal chunks, and the rate of SPM among those; nil for none.
  package init(
    weighted: [(layout: ExampleLayout, weight: Double)],
    fim: (rate: Double, spmRate: Double)? = nil
  ) {
    var layouts = weighted.map(\.layout)
    choice = WeightedChoice(weighted.map(\.weight))
    limited = LimitedChoice(choice, layouts)
    let first = layouts[0]
    func added(_ objective: Objective, prompt: [Int32]) -> Int {
      layouts.append(
        ExampleLayout(
          objective: objective, prompt: prompt, isBidirectional: false,
          sequenceLength: first.sequenceLength))
      return layouts.count - 1
    }
    let hasSpans = layouts.contains {
      if case .spanCorruption = $0.objective { true } else { false }
    }
    var causal = layouts.firstIndex { $0.objective == .causal }
    if causal == nil, hasSpans { causal = added(.causal, prompt: []) }
    self.causal = causal
    if let fim, fim.rate > 0, let causal {
      let prompt = layouts[causal].prompt
      self.fim = (added(.fimPSM, prompt: prompt), added(.fimSPM, prompt: prompt))
      fimBound = Self.bound(fim.rate)
      spmBound = Self.bound(fim.spmRate)
    } else {
      self.fim = nil
      fimBound = 0
      spmBound = 0
    }
    self.layouts = layouts
    measures = layouts.map(\.measure)
    isSpanCorruption = layouts.map {
      if case .spanCorruption = $0.objective { true } else { false }
    }
    isCausal = layouts.map { $0.objective == .causal }
  }

  /// A draw below this happens with the given probability; `.max` always does.
  private static func bound(_ probability: Double) -> UInt64 {
    probability >= 1 ? .max : UInt64(probability * 0x1p64)
  }

  /// The objective of a chunk that begins where `remaining` ≥ 1 tokens of its document are left.
  package func index(_ random: ChunkRandom, allowsFIM: Bool, remaining: Int) -> Int {
    chosen(random, allowsFIM: allowsFIM, remaining: remaining)
  }

  @inline(__always)
  func chosen(_ random: ChunkRandom, allowsFIM: Bool, remaining: Int) -> Int {
    let drawn =
      remaining <= limited.freeUpTo
      ? choice.index(random.objective) : limited.index(random.objective, remaining: remaining)
    if isSpanCorruption[drawn] { return remaining == 1 ? causal! : drawn }
    guard let fim, allowsFIM, isCausal[drawn], isBelow(random.fim, fimBound) else { return drawn }
    return isBelow(random.spm, spmBound) ? fim.spm : fim.psm
  }

  /// Whether `index` is a span corruption's that the chunk drew without being long enough.
  @inline(__always)
  func wasTooShort(_ random: ChunkRandom, remaining: Int) -> Bool {
    remaining == 1 && isSpanCorruption[choice.index(random.objective)]
  }

  /// In proportion to the probability of one of the mixture's own objectives where `remaining` tokens are
  /// left, before what is too short becomes causal and some of what is causal becomes FIM.
  package func weight(of objective: Int, remaining: Int) -> UInt64 {
    limited.weight(objective, remaining: remaining)
  }

  private func isBelow(_ random: UInt64, _ bound: UInt64) -> Bool {
    random < bound || bound == .max
  }
}
