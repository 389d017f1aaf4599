/// Finds the raw chunk again in an example: what a deep check and the property tests compare with the token store, and
/// what is shown of where an example's tokens were.

/// Where an example is not what its objective makes.
package struct MalformedExample: Error, Equatable {
  package var reason: String
  /// Position counted from the example's first token.
  package var position: Int
}

/// Tokens of an example that were one after another in its chunk, too.
package struct ExampleRun: Hashable, Sendable {
  /// The first one's position in the example.
  package var position: Int
  /// The first one's place in the chunk.
  package var place: Int
  package var count: Int

  package init(position: Int, place: Int, count: Int) {
    self.position = position
    self.place = place
    self.count = count
  }
}

extension ExampleLayout {
  /// The raw tokens of the chunk that `example` was made of.
  ///
  /// - Parameters:
  ///   - example: all of its tokens, prompt and end marker included.
  ///   - tokens: T, the chunk's length.
  package func chunk(
    of example: [Int], tokens: Int, shape: ExampleShape, reserved: ReservedTokens
  ) throws(MalformedExample) -> [Int] {
    let runs = try runs(of: example, tokens: tokens, shape: shape, reserved: reserved)
    var chunk = [Int](repeating: 0, count: tokens)
    for run in runs {
      chunk.replaceSubrange(
        run.place..<run.place + run.count,
        with: example[run.position..<run.position + run.count])
    }
    return chunk
  }

  /// Where the tokens of the chunk are in `example`, in the order of their positions: each place of the chunk is in one
  /// run. What is in none was put in: prompts, sentinels, markers, ends.
  ///
  /// - Parameters:
  ///   - example: all of its tokens, prompt and end marker included.
  ///   - tokens: T, the chunk's length.
  package func runs(
    of example: [Int], tokens: Int, shape: ExampleShape, reserved: ReservedTokens
  ) throws(MalformedExample) -> [ExampleRun] {
    guard tokens >= 1 else { throw MalformedExample(reason: "no tokens", position: 0) }
    let endsDocument = example.count != length(tokens: tokens, endsDocument: false)
    guard example.count == length(tokens: tokens, endsDocument: endsDocument) else {
      throw MalformedExample(
        reason: "\(example.count) positions for \(tokens) tokens", position: example.count)
    }
    for (i, id) in prompt.enumerated() where example[i] != Int(id) {
      throw MalformedExample(reason: "not the prompt", position: i)
    }
    let start = prompt.count
    switch objective {
    case .causal, .prefixLM:
      if endsDocument {
        try example.require(reserved.eos, at: example.count - 1, "the end of the document")
      }
      // The first target of a prefix LM begins a run of its own.
      let cuts = [0, min(max(shape.lossStart - start, 0), tokens), tokens]
      return zip(cuts, cuts.dropFirst()).filter { $0 < $1 }.map {
        ExampleRun(position: start + $0, place: $0, count: $1 - $0)
      }
    case .spanCorruption(let parameters):
      return try corruptedRuns(example, tokens, parameters, shape, reserved)
    case .fimPSM, .fimSPM:
      return try middleRuns(example, reserved)
    }
  }

  /// Whether there are more sentinels or markers in an example than its objective puts in: then the raw tokens hold
  /// some of their own, and which is which cannot be seen from the example alone.
  ///
  /// - Parameter tokens: T, the chunk's length.
  package func isAmbiguous(_ example: [Int], tokens: Int, reserved: ReservedTokens) -> Bool {
    switch objective {
    case .causal, .prefixLM: return false
    case .spanCorruption(let parameters):
      guard let ids = reserved.sentinels?.ids else { return false }
      return example.count { ids.contains($0) } > 2 * parameters.counts(tokens: tokens).spans
    case .fimPSM, .fimSPM:
      guard let fim = reserved.fim else { return false }
      return example.count { $0 == fim.suffix || $0 == fim.middle || $0 == fim.prefix } > 3
    }
  }

  private func corruptedRuns(
    _ example: [Int], _ tokens: Int, _ parameters: SpanCorruption, _ shape: ExampleShape,
    _ reserved: ReservedTokens
  ) throws(MalformedExample) -> [ExampleRun] {
    let start = prompt.count
    guard let sentinels = reserved.sentinels, tokens >= 2 else {
      throw MalformedExample(reason: "no sentinels", position: 0)
    }
    let end = example.count - 1
    try example.require(reserved.eos, at: end, "the end of the targets")
    let (noise, spans) = parameters.counts(tokens: tokens)
    guard shape.lossStart == start + tokens - noise + spans else {
      throw MalformedExample(reason: "loss does not start at the targets", position: start)
    }
    var input = start
    var target = shape.lossStart
    var place = 0
    var inputs: [ExampleRun] = []
    var targets: [ExampleRun] = []
    for span in 0..<spans {
      let id = sentinels.first + span * sentinels.step
      let kept = input
      while input < shape.lossStart, example[input] != id { input += 1 }
      guard input < shape.lossStart else {
        throw MalformedExample(reason: "sentinel \(span) is missing", position: input)
      }
      inputs.append(ExampleRun(position: kept, place: place, count: input - kept))
      place += input - kept
      input += 1
      try example.require(id, at: target, "sentinel \(span)")
      target += 1
      let lost = target
      let next = id + sentinels.step
      while target < end, span + 1 == spans || example[target] != next { target += 1 }
      targets.append(ExampleRun(position: lost, place: place, count: target - lost))
      place += target - lost
    }
    guard input == shape.lossStart, target == end, place == tokens else {
      throw MalformedExample(reason: "tokens outside of the spans", position: input)
    }
    return (inputs + targets).filter { $0.count > 0 }
  }

  private func middleRuns(
    _ example: [Int], _ reserved: ReservedTokens
  ) throws(MalformedExample) -> [ExampleRun] {
    let start = prompt.count
    guard let fim = reserved.fim else {
      throw MalformedExample(reason: "no FIM tokens", position: 0)
    }
    try example.require(fim.prefix, at: start, "the prefix marker")
    let end = example.count - 1
    try example.require(fim.eot, at: end, "the end of the middle")
    guard let suffix = example[(start + 1)...].firstIndex(of: fim.suffix),
      let middle = example[(suffix + 1)...].firstIndex(of: fim.middle), middle < end
    else { throw MalformedExample(reason: "a FIM marker is missing", position: start) }
    let before = suffix - start - 1
    guard objective == .fimPSM || before == 0 else {
      throw MalformedExample(reason: "expected the suffix marker", position: start + 1)
    }
    let last = end - middle - 1
    return [
      ExampleRun(position: start + 1, place: 0, count: before),
      ExampleRun(position: suffix + 1, place: before + last, count: middle - suffix - 1),
      ExampleRun(position: middle + 1, place: before, count: last),
    ].filter { $0.count > 0 }
  }
}

extension [Int] {
  fileprivate func require(
    _ id: Int, at position: Int, _ name: String
  ) throws(MalformedExample) {
    guard position < count, self[position] == id else {
      throw MalformedExample(reason: "expected \(name)", position: position)
    }
  }
}
