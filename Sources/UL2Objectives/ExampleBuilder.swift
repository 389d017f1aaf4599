/// Turns a chunk of tokens into an example, in place in its row.
///
/// Tokens are copied in runs, each source token once. Generic over the token's width so that nothing
/// is widened on the way; specialised for the two widths that shards have.

/// An example's shape, in unshifted coordinates, counted from its first token.
package struct ExampleShape: Hashable, Sendable {
  /// Tokens at the start that see each other in both directions: 0 for causal attention.
  package var prefixLength: Int
  /// The first token that carries loss; all after it do too.
  package var lossStart: Int

  package init(prefixLength: Int, lossStart: Int) {
    self.prefixLength = prefixLength
    self.lossStart = lossStart
  }
}

package struct ExampleBuilder: Sendable {
  private let reserved: ReservedTokens
  private var mask = NoiseMask()
  private var recipes: [Recipe]
  /// The prompts of all layouts, one after another.
  private var prompts: [Int32] = []

  /// The parts of a layout that an example's tokens depend on: plain numbers, since one is copied per example.
  private struct Recipe {
    var objective: Objective
    var prompt: Range<Int>
    var isBidirectional: Bool
  }

  /// - Parameter layouts: that examples are asked for by number.
  package init(reserved: ReservedTokens, layouts: [ExampleLayout] = []) {
    self.reserved = reserved
    recipes = []
    recipes = layouts.map { recipe($0) }
  }

  private mutating func recipe(_ layout: ExampleLayout) -> Recipe {
    let start = prompts.count
    prompts += layout.prompt
    return Recipe(
      objective: layout.objective, prompt: start..<prompts.count,
      isBidirectional: layout.isBidirectional)
  }

  /// Writes the example of one chunk.
  ///
  /// - Parameters:
  ///   - chunk: T raw tokens, without any end marker.
  ///   - endsDocument: whether the chunk is the document's last.
  ///   - output: exactly `layout.length(tokens: chunk.count, endsDocument:)` tokens.
  @_specialize(where Token == UInt16)
  @_specialize(where Token == Int32)
  package mutating func build<Token: FixedWidthInteger & BitwiseCopyable>(
    _ chunk: UnsafeBufferPointer<Token>, layout: ExampleLayout, endsDocument: Bool,
    random: ChunkRandom, into output: UnsafeMutableBufferPointer<Token>
  ) -> ExampleShape {
    let known = prompts.count
    defer { prompts.removeLast(prompts.count - known) }
    return unsafe build(
      chunk, recipe(layout), endsDocument: endsDocument, random: random, into: output)
  }

  /// Writes the example of one chunk.
  ///
  /// - Parameter layout: the number of one of those that the builder was made with.
  @_specialize(where Token == UInt16)
  @_specialize(where Token == Int32)
  package mutating func build<Token: FixedWidthInteger & BitwiseCopyable>(
    _ chunk: UnsafeBufferPointer<Token>, layout: Int, endsDocument: Bool, random: ChunkRandom,
    into output: UnsafeMutableBufferPointer<Token>
  ) -> ExampleShape {
    unsafe build(
      chunk, recipes[layout], endsDocument: endsDocument, random: random, into: output)
  }

  @inline(__always)
  private mutating func build<Token: FixedWidthInteger & BitwiseCopyable>(
    _ chunk: UnsafeBufferPointer<Token>, _ layout: Recipe, endsDocument: Bool,
    random: ChunkRandom, into output: UnsafeMutableBufferPointer<Token>
  ) -> ExampleShape {
    var body = random.body
    var writer = unsafe TokenWriter(output)
    for i in layout.prompt { writer.append(Token(truncatingIfNeeded: prompts[i])) }
    let prompt = layout.prompt.count
    let eos = Token(truncatingIfNeeded: reserved.eos)
    switch layout.objective {
    case .causal:
      unsafe writer.append(chunk)
      if endsDocument { writer.append(eos) }
      writer.finish()
      return ExampleShape(prefixLength: 0, lossStart: prompt)
    case .prefixLM(let rule):
      let prefix = prompt + rule.draw(tokens: chunk.count, &body)
      unsafe writer.append(chunk)
      if endsDocument { writer.append(eos) }
      writer.finish()
      return ExampleShape(prefixLength: layout.isBidirectional ? prefix : 0, lossStart: prefix)
    case .spanCorruption(let parameters):
      let inputs = unsafe corrupt(chunk, parameters, &body, &writer)
      writer.append(eos)
      writer.finish()
      return ExampleShape(
        prefixLength: layout.isBidirectional ? prompt + inputs : 0, lossStart: prompt + inputs)
    case .fimPSM, .fimSPM:
      unsafe fillInTheMiddle(
        chunk, suffixFirst: layout.objective == .fimSPM, &body, &writer)
      writer.finish()
      return ExampleShape(prefixLength: 0, lossStart: prompt)
    }
  }

  /// Writes inputs and targets; returns the inputs' length.
  @inline(__always)
  private mutating func corrupt<Token: FixedWidthInteger & BitwiseCopyable>(
    _ chunk: UnsafeBufferPointer<Token>, _ parameters: SpanCorruption,
    _ random: inout CounterRandom, _ inputs: inout TokenWriter<Token>
  ) -> Int {
    guard let sentinels = reserved.sentinels else {
      preconditionFailure("the mixture was loaded without sentinels")
    }
    mask.draw(tokens: chunk.count, parameters, &random)
    let (noise, spans) = parameters.counts(tokens: chunk.count)
    let inputLength = chunk.count - noise + spans
    var targets = inputs
    targets.skip(inputLength)
    var sentinel = sentinels.first
    var start = 0
    for span in 0..<spans {
      let kept = Int(mask.lengths[2 * span])
      let lost = Int(mask.lengths[2 * span + 1])
      let id = Token(truncatingIfNeeded: sentinel)
      unsafe inputs.append(chunk, from: start, count: kept)
      inputs.append(id)
      targets.append(id)
      unsafe targets.append(chunk, from: start + kept, count: lost)
      start += kept + lost
      sentinel += sentinels.step
    }
    inputs = targets
    return inputLength
  }

  @inline(__always)
  private func fillInTheMiddle<Token: FixedWidthInteger & BitwiseCopyable>(
    _ chunk: UnsafeBufferPointer<Token>, suffixFirst: Bool, _ random: inout CounterRandom,
    _ writer: inout TokenWriter<Token>
  ) {
    guard let fim = reserved.fim else {
      preconditionFailure("the mixture was loaded without FIM tokens")
    }
    let a = random.below(chunk.count + 1)
    let b = random.below(chunk.count + 1)
    let (low, high) = (min(a, b), max(a, b))
    writer.append(Token(truncatingIfNeeded: fim.prefix))
    if !suffixFirst { unsafe writer.append(chunk, from: 0, count: low) }
    writer.append(Token(truncatingIfNeeded: fim.suffix))
    unsafe writer.append(chunk, from: high, count: chunk.count - high)
    writer.append(Token(truncatingIfNeeded: fim.middle))
    if suffixFirst { unsafe writer.append(chunk, from: 0, count: low) }
    unsafe writer.append(chunk, from: low, count: high - low)
    writer.append(Token(truncatingIfNeeded: fim.eot))
  }
}

/// A cursor over the output. Invariant: `next ... end` lies inside the buffer that it was made from.
@safe struct TokenWriter<Token: FixedWidthInteger & BitwiseCopyable> {
  private var next: UnsafeMutablePointer<Token>
  private let end: UnsafeMutablePointer<Token>

  @inline(__always)
  init(_ output: UnsafeMutableBufferPointer<Token>) {
    precondition(output.count > 0, "an example is never empty")
    unsafe next = output.baseAddress!
    unsafe end = next + output.count
  }

  @inline(__always)
  mutating func append(_ token: Token) {
    unsafe precondition(next < end, "the example is longer than planned")
    unsafe next.pointee = token
    unsafe next += 1
  }

  @inline(__always)
  mutating func append(_ tokens: UnsafeBufferPointer<Token>) {
    unsafe append(tokens, from: 0, count: tokens.count)
  }

  /// Short runs (noise spans have three tokens) are copied one by one: a call costs more than they.
  @inline(__always)
  mutating func append(_ tokens: UnsafeBufferPointer<Token>, from start: Int, count: Int) {
    unsafe precondition(
      start >= 0 && count >= 0 && start + count <= tokens.count && count <= end - next,
      "the example is longer than planned")
    guard count > 0, let base = tokens.baseAddress else { return }
    if count < 8 {
      for i in 0..<count { unsafe next[i] = base[start + i] }
    } else {
      unsafe next.update(from: base + start, count: count)
    }
    unsafe next += count
  }

  @inline(__always)
  mutating func skip(_ count: Int) {
    unsafe precondition(count <= end - next, "the example is longer than planned")
    unsafe next += count
  }

  @inline(__always)
  func finish() {
    unsafe precondition(next == end, "the example is shorter than planned")
  }
}
