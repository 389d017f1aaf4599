/// How long an example is, from its objective and the chunk's length alone: the first of the three
/// ideas in `docs/architecture.md`. The whole plan rests on this file.
public struct ExampleLayout: Hashable, Sendable {
  public let objective: Objective
  /// Tokens before the chunk, with their place reserved before the chunk is cut.
  public let prompt: [Int32]
  /// Whether prefix and inputs see themselves in both directions.
  public let isBidirectional: Bool
  /// Positions in a row, W.
  public let sequenceLength: Int
  /// The longest chunk whose example fits, without and with the document's end in it.
  public let largestChunk: Int
  public let largestLastChunk: Int
  /// The longest chunk that there would be with any number of sentinels.
  public let largestChunkWithoutLimit: Int

  /// - Parameters:
  ///   - objective: what is made of a chunk.
  ///   - prompt: the ids that each example begins with.
  ///   - isBidirectional: whether the tokens of a prefix see each other in both directions.
  ///   - sequenceLength: W, the positions of a row.
  ///   - maxChunkTokens: a limit on T below the one that W sets.
  ///   - sentinels: how many there are: chunks that need more are not made. nil: any number.
  public init(
    objective: Objective, prompt: [Int32] = [], isBidirectional: Bool, sequenceLength: Int,
    maxChunkTokens: Int? = nil, sentinels: Int? = nil
  ) {
    self.objective = objective
    self.prompt = prompt
    self.isBidirectional = isBidirectional && objective.hasPrefix
    self.sequenceLength = sequenceLength
    let limit = min(maxChunkTokens ?? sequenceLength, sequenceLength)
    func largest(endsDocument: Bool) -> Int {
      var low = 0
      var high = limit
      while low < high {
        let middle = (low + high + 1) / 2
        let length = Self.length(
          objective, prompt: prompt.count, tokens: middle, endsDocument: endsDocument)
        if length <= sequenceLength { low = middle } else { high = middle - 1 }
      }
      return low
    }
    let inside = largest(endsDocument: false)
    let last = largest(endsDocument: true)
    largestChunkWithoutLimit = inside
    if case .spanCorruption(let parameters) = objective, let sentinels {
      // Its examples all have an end marker, so that the two are one.
      largestChunk = min(inside, parameters.longestChunk(sentinels: sentinels, upTo: inside))
      largestLastChunk = min(last, parameters.longestChunk(sentinels: sentinels, upTo: last))
    } else {
      largestChunk = inside
      largestLastChunk = last
    }
  }

  /// Whether chunks are shorter than they could be with more sentinels.
  public var isLimitedBySentinels: Bool { largestChunk < largestChunkWithoutLimit }

  /// Sentinels that the longest chunk without a limit takes; nil for what needs none.
  public var sentinelsNeeded: Int? {
    guard case .spanCorruption(let parameters) = objective, largestChunkWithoutLimit >= 2 else {
      return nil
    }
    return parameters.counts(tokens: largestChunkWithoutLimit).spans
  }

  /// Positions of the example made of a chunk of `tokens` ≥ 1; span corruption needs ≥ 2.
  public func length(tokens: Int, endsDocument: Bool) -> Int {
    Self.length(objective, prompt: prompt.count, tokens: tokens, endsDocument: endsDocument)
  }

  private static func length(
    _ objective: Objective, prompt: Int, tokens: Int, endsDocument: Bool
  ) -> Int {
    switch objective {
    case .causal, .prefixLM: return prompt + tokens + (endsDocument ? 1 : 0)
    case .fimPSM, .fimSPM: return prompt + tokens + 4
    case .spanCorruption(let parameters):
      guard tokens >= 2 else { return prompt + tokens + 3 }
      return prompt + tokens + 2 * parameters.counts(tokens: tokens).spans + 1
    }
  }

  /// The next chunk of a document with `remaining` ≥ 1 tokens: all of it if that and its end marker
  /// fit, else as much as fits while leaving at least one token.
  public func nextChunk(remaining: Int) -> (tokens: Int, endsDocument: Bool) {
    remaining <= largestLastChunk
      ? (remaining, true) : (min(remaining - 1, largestChunk), false)
  }
}

extension ExampleLayout {
  /// The first position with loss in the example of a chunk of `tokens`, as `ExampleBuilder` makes it.
  package func lossStart(tokens: Int, _ random: ChunkRandom) -> Int {
    switch objective {
    case .causal, .fimPSM, .fimSPM: return prompt.count
    case .prefixLM(let rule):
      var body = random.body
      return prompt.count + rule.draw(tokens: tokens, &body)
    case .spanCorruption(let parameters):
      let (noise, spans) = parameters.counts(tokens: tokens)
      return prompt.count + tokens - noise + spans
    }
  }
}
