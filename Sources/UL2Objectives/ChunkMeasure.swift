/// The numbers of a layout from which a plan cuts chunks and knows how long their examples are: nothing that is
/// counted or copied, since a plan asks for each chunk of each document.
@usableFromInline
package struct ChunkMeasure: BitwiseCopyable, Sendable {
  @usableFromInline
  enum Kind: UInt8, BitwiseCopyable, Sendable { case causal, uniformPrefix, suffix, spans, fim }

  /// The facts about a chunk that are known before it is read.
  @usableFromInline
  package struct Chunk: BitwiseCopyable, Sendable {
    /// Raw tokens.
    @usableFromInline package var tokens: Int
    @usableFromInline package var endsDocument: Bool
    /// Positions of its example.
    @usableFromInline package var length: Int
    /// The first of them with loss.
    @usableFromInline package var lossStart: Int

    @inlinable @inline(__always)
    init(tokens: Int, endsDocument: Bool, length: Int, lossStart: Int) {
      self.tokens = tokens
      self.endsDocument = endsDocument
      self.length = length
      self.lossStart = lossStart
    }
  }

  @usableFromInline let kind: Kind
  @usableFromInline let prompt: Int
  @usableFromInline let largest: Int
  @usableFromInline let largestLast: Int
  /// The share of the suffix, or of noise.
  @usableFromInline let share: Fraction
  @usableFromInline let meanSpan: Fraction

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
  @inlinable @inline(__always)
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
