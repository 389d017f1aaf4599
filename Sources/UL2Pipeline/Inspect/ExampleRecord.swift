/// Everything that is known of one example, as JSON and for the page that is drawn of it.
package struct ExampleRecord: Sendable {
  package let row: Int
  package let number: Int
  /// Examples in its row.
  package let rowCount: Int
  package let sequenceLength: Int
  package let example: PackedExample
  package let objective: DatasetManifest.Entry
  package let source: String
  /// The example's own.
  package let tokens: [Int]
  package let parts: [ExamplePart]
  package let origin: Provenance

  package init(
    _ row: PackedRow, _ number: Int, _ manifest: DatasetManifest, _ origins: OriginStores
  ) {
    let example = row.examples[number]
    self.row = row.index
    self.number = number
    rowCount = row.examples.count
    sequenceLength = row.tokens.count
    self.example = example
    objective = manifest.objectives[example.objective]
    source = manifest.sources[example.source].name
    tokens = row.tokens[example.range]
    parts = example.parts(tokens, objective, manifest.reserved)
    origin = origins.provenance(source: example.source, document: example.document)
  }

  /// Positions with loss.
  package var lossCount: Int { example.length - example.lossStart }

  /// One object; its keys stay.
  package func json(_ names: TokenNames, _ encoder: TokenEncoder?) throws(Problem) -> JSONValue {
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
