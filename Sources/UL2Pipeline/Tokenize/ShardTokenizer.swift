/// Tokenizes one input into one shard: the unit of work of `tokenize`.
///
/// Everything inside is synchronous and pulled by this loop; a worker's encoder and buffers live from
/// unit to unit. Memory is bounded by the longest document.
struct ShardTokenizer {
  private let encoder: Encoder
  private var document = Document()
  private var ids: [Int32] = []
  private var provenance: [UInt8] = []

  init(_ tokenizer: Tokenizer) { encoder = Encoder(tokenizer) }

  /// Writes the shard's four files, whole or not at all, where the output keeps unfinished work.
  mutating func tokenize(
    _ job: TokenizeJob, input: Int, to output: OutputDirectory, reporter: Reporter
  ) throws(Problem) -> ShardRecord {
    let path = job.inputs[input]
    let name = job.shardName(input)
    let base = output.scratch(name)
    let log = SkipLog()
    let reader = try openReader(
      path, source: job.source, options: job.options, log: log,
      scratch: output.scratch(""))
    var record = ShardRecord(
      name: name, input: path, inputFacts: FileFacts(bytes: 0, xxh3: 0))
    var tokens = try IndexedDatasetWriter(base, type: job.tokenType)
    var meta = try IndexedDatasetWriter(base + ".meta", type: .uint8)
    while try reader.next(&document) {
      do throws(Problem) {
        try encoder.encode(document.text, into: &ids)
      } catch {
        throw error.at(path, place: String(decoding: document.id, as: UTF8.self))
      }
      if job.appendsEOD, let eos = job.tokenizer.eos { ids.append(Int32(eos)) }
      try tokens.add(ids)
      setProvenance()
      try meta.add(provenance)
      record.textBytes += document.text.count
      reporter.advance(document.text.count, of: nil, unit: "B of text")
      try Interruption.check()
    }
    for problem in log.problems { reporter.report(problem) }
    record.documents = tokens.documentCount
    record.tokens = tokens.elementCount
    record.skipped = log.counts
    let (data, index) = try tokens.publish()
    let (metaData, metaIndex) = try meta.publish()
    record.files = [
      (".bin", data), (".idx", index), (".meta.bin", metaData), (".meta.idx", metaIndex),
    ]
    if isRegularFile(path) {
      record.inputFacts = FileFacts(
        bytes: try fileSize(path), xxh3: try xxh3(ofFile: path))
    }
    return record
  }

  /// `{"id": …, "metadata": {…}}`
  private mutating func setProvenance() {
    provenance.removeAll(keepingCapacity: true)
    provenance.append(contentsOf: "{\"id\":".utf8)
    appendJSONString(document.id, to: &provenance)
    provenance.append(contentsOf: ",\"metadata\":".utf8)
    provenance.append(contentsOf: document.metadata.isEmpty ? Array("{}".utf8) : document.metadata)
    provenance.append(UInt8(ascii: "}"))
  }
}
