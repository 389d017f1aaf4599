/// The numbers of a layout from which a plan cuts chunks and knows how long their examples are: nothing that is
/// counted or copied, since a plan asks for each chunk of each document.
package struct ChunkMeasure: BitwiseCopyable, Sendable {
  private enum Kind: UInt8, BitwiseCopyable { case causal, uniformPrefix, suffix, spans, fim }

  /// What is known of a chunk before it is read.
  package struct Chunk: BitwiseCopyable, Sendable {
    /// Raw tokens.
    package var tokens: Int
    package var endsDocument: Bool
    /// Positions of its example.
    package var length: Int
    /// The first of them with loss.
    package var lossStart: Int
  }

  private let kind: Kind
  private let prompt: Int
  private let largest: Int
  private let largestLast: Int
  /// The share of the suffix, or of noise.
  private let share: Fraction
  private let meanSpan: Fraction

  init(_ layout: ExampleLayout) {
    prompt = layout.prompt.count
    largest = layout.largestChunk
    largestLast = layout.largestLastChunk
    var share = Fraction(0, 1)
    var meanSpan = Fraction(1, 1)
    switch layout.objective {
    case .causal: kind = .causal
    case .prefixLM(.uniform): kind = .uniformPrefix
    case .prefixLM(.suffix(let part)):
      kind = .suffix
      share = part
    case .spanCorruption(let parameters):
      kind = .spans
      share = parameters.noiseDensity
      meanSpan = parameters.meanSpanLength
    case .fimPSM, .fimSPM: kind = .fim
    }
    self.share = share
    self.meanSpan = meanSpan
  }

  /// The next chunk of a document with `remaining` ≥ 1 tokens, as `ExampleLayout` cuts and measures it.
  package func chunk(remaining: Int, _ random: ChunkRandom) -> Chunk {
    let endsDocument = remaining <= largestLast
    let tokens = endsDocument ? remaining : min(remaining &- 1, largest)
    let plain = prompt &+ tokens
    switch kind {
    case .causal:
      return Chunk(
        tokens: tokens, endsDocument: endsDocument, length: plain &+ (endsDocument ? 1 : 0),
        lossStart: prompt)
    case .uniformPrefix:
      var body = random.body
      return Chunk(
        tokens: tokens, endsDocument: endsDocument, length: plain &+ (endsDocument ? 1 : 0),
        lossStart: prompt &+ PrefixLength.uniform.draw(tokens: tokens, &body))
    case .suffix:
      var body = random.body
      return Chunk(
        tokens: tokens, endsDocument: endsDocument, length: plain &+ (endsDocument ? 1 : 0),
        lossStart: prompt &+ PrefixLength.suffix(share).draw(tokens: tokens, &body))
    case .fim:
      return Chunk(
        tokens: tokens, endsDocument: endsDocument, length: plain &+ 4, lossStart: prompt)
    case .spans:
      let parameters = SpanCorruption(noiseDensity: share, meanSpanLength: meanSpan)
      let (noise, spans) = parameters.counts(tokens: tokens)
      return Chunk(
        tokens: tokens, endsDocument: endsDocument,
        length: tokens >= 2 ? plain &+ 2 &* spans &+ 1 : plain &+ 3,
        lossStart: plain &- noise &+ spans)
    }
  }
}

extension ExampleLayout {
  package var measure: ChunkMeasure { ChunkMeasure(self) }
}
