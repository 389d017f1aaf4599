/// Gets the raw chunk back out of an example: what a deep check and the property tests compare
/// with the token store.

/// Where an example is not what its objective makes.
package struct MalformedExample: Error, Equatable {
  package var reason: String
  /// Position counted from the example's first token.
  package var position: Int
}

extension ExampleLayout {
  /// The raw tokens of the chunk that `example` was made of.
  ///
  /// - Parameters:
  ///   - example: all of its tokens, prompt and end marker included.
  ///   - tokens: T, the chunk's length.
  package func chunk(
    of example: [Int], tokens: Int, shape: ExampleShape, special: SpecialTokens
  ) throws(MalformedExample) -> [Int] {
    guard tokens >= 1 else { throw MalformedExample(reason: "no tokens", position: 0) }
    let endsDocument = example.count != length(tokens: tokens, endsDocument: false)
    guard example.count == length(tokens: tokens, endsDocument: endsDocument) else {
      throw MalformedExample(
        reason: "\(example.count) positions for \(tokens) tokens", position: example.count)
    }
    for (i, id) in prompt.enumerated() where example[i] != Int(id) {
      throw MalformedExample(reason: "not the prompt", position: i)
    }
    func require(_ position: Int, _ id: Int, _ name: String) throws(MalformedExample) {
      guard position < example.count, example[position] == id else {
        throw MalformedExample(reason: "\(name) should stand here", position: position)
      }
    }
    let start = prompt.count
    switch objective {
    case .causal, .prefixLM:
      if endsDocument { try require(example.count - 1, special.eos, "the end of the document") }
      return Array(example[start..<start + tokens])
    case .spanCorruption(let parameters):
      guard let sentinels = special.sentinels, tokens >= 2 else {
        throw MalformedExample(reason: "no sentinels", position: 0)
      }
      try require(example.count - 1, special.eos, "the end of the targets")
      let (noise, spans) = parameters.counts(tokens: tokens)
      guard shape.lossStart == start + tokens - noise + spans else {
        throw MalformedExample(reason: "loss does not start at the targets", position: start)
      }
      var input = start
      var target = shape.lossStart
      var chunk: [Int] = []
      for span in 0..<spans {
        let id = sentinels.first + span * sentinels.step
        while input < shape.lossStart, example[input] != id {
          chunk.append(example[input])
          input += 1
        }
        guard input < shape.lossStart else {
          throw MalformedExample(reason: "sentinel \(span) is missing", position: input)
        }
        input += 1
        try require(target, id, "sentinel \(span)")
        target += 1
        let next = id + sentinels.step
        let end = example.count - 1
        while target < end, span + 1 == spans || example[target] != next {
          chunk.append(example[target])
          target += 1
        }
      }
      guard input == shape.lossStart, target == example.count - 1, chunk.count == tokens else {
        throw MalformedExample(reason: "tokens outside of the spans", position: input)
      }
      return chunk
    case .fimPSM, .fimSPM:
      guard let fim = special.fim else {
        throw MalformedExample(reason: "no FIM tokens", position: 0)
      }
      try require(start, fim.prefix, "the prefix marker")
      try require(example.count - 1, fim.eot, "the end of the middle")
      guard let suffix = example[(start + 1)...].firstIndex(of: fim.suffix),
        let middle = example[(suffix + 1)...].firstIndex(of: fim.middle),
        middle < example.count - 1
      else { throw MalformedExample(reason: "a FIM marker is missing", position: start) }
      let tail = example[(middle + 1)..<(example.count - 1)]
      let after = example[(suffix + 1)..<middle]
      if objective == .fimSPM {
        guard suffix == start + 1 else {
          throw MalformedExample(reason: "the suffix marker should stand here", position: start + 1)
        }
        return Array(tail) + after
      }
      return Array(example[(start + 1)..<suffix]) + tail + after
    }
  }
}
