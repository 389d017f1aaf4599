/// Everything that is known of one example, for `inspect --json` and the page it draws.
public struct ExampleRecord: Sendable {
  public let row: Int
  public let number: Int
  /// Examples in its row.
  public let rowCount: Int
  public let sequenceLength: Int
  public let example: PackedExample
  public let objective: ShardManifest.Entry
  public let source: String
  /// The example's own.
  public let tokens: [Int]
  public let parts: [ExamplePart]
  public let origin: Provenance

  public init(_ row: PackedRow, _ number: Int, _ manifest: ShardManifest, _ origins: OriginStores) {
    let example = row.examples[number]
    self.row = row.index
    self.number = number
    rowCount = row.examples.count
    sequenceLength = row.tokens.count
    self.example = example
    objective = manifest.objectives[example.objective]
    source = manifest.sources[example.source].name
    tokens = Array(row.tokens[example.range])
    parts = example.parts(row.tokens[example.range], objective, manifest.special)
    origin = origins.provenance(source: example.source, document: example.document)
  }

  /// Positions with loss.
  public var lossCount: Int { example.length - example.lossStart }

  /// One object; its keys stay.
  public func json(_ names: TokenNames, _ encoder: Encoder?) throws(Problem) -> JSONValue {
    let prompt = parts.first { $0.isPrompt }?.range.upperBound ?? 0
    func text(_ range: Range<Int>) throws(Problem) -> JSONValue {
      JSONValue(try names.decode(tokens[range], encoder)) { .string($0) }
    }
    return [
      "row": JSONValue(row), "example": JSONValue(number), "examples_in_row": JSONValue(rowCount),
      "objective": [
        "index": JSONValue(example.objective), "name": .string(objective.name),
        "parameters": .object(objective.parameters),
      ],
      "source": .string(source), "epoch": JSONValue(example.epoch),
      "document": JSONValue(example.document), "offset": JSONValue(example.offset),
      "length": JSONValue(example.chunkLength),
      "cu_seqlens": [
        JSONValue(example.start), JSONValue(example.start + example.length),
      ],
      "prefix_len": JSONValue(example.prefixLength), "loss_start": JSONValue(example.lossStart),
      "tokens": .array(tokens.map { JSONValue($0) }),
      "pieces": .array(tokens.map { .string(names.piece(of: $0)) }),
      "text": [
        "prompt": try text(0..<prompt), "prefix": try text(prompt..<max(prompt, example.lossStart)),
        "target": try text(example.lossStart..<example.length),
      ],
      "origin": origin.json,
    ]
  }
}
