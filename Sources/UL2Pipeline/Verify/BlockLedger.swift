/// The chunks of each block, whichever workers read its shards: no chunk twice, and every document's
/// chunks follow one another from its first token on.
///
/// Whole documents lie in one block, so a block's chunks are forgotten with its last shard: memory is
/// that of the blocks at hand. That a document is drawn twice in an epoch, once in each of two blocks,
/// is not seen here.
import Synchronization

struct PackedChunk: Sendable {
  var source: UInt8
  var epoch: UInt16
  /// nil where the example's length does not tell.
  var endsDocument: Bool?
  var tokens: UInt32
  var offset: UInt32
  var document: UInt64

  /// - Parameter example: its numbers in the range of their columns' types.
  init(_ example: PackedExample, endsDocument: Bool?) {
    source = UInt8(truncatingIfNeeded: example.source)
    epoch = UInt16(truncatingIfNeeded: example.epoch)
    document = UInt64(truncatingIfNeeded: example.document)
    offset = UInt32(truncatingIfNeeded: example.offset)
    tokens = UInt32(truncatingIfNeeded: example.chunkLength)
    self.endsDocument = endsDocument
  }

  static func < (a: PackedChunk, b: PackedChunk) -> Bool {
    if a.document != b.document { return a.document < b.document }
    if a.source != b.source { return a.source < b.source }
    if a.epoch != b.epoch { return a.epoch < b.epoch }
    return a.offset < b.offset
  }

  func hasSameDocument(as other: PackedChunk) -> Bool {
    document == other.document && source == other.source && epoch == other.epoch
  }
}

final class BlockLedger: Sendable {
  private struct Block {
    var chunks: [PackedChunk] = []
    var shardsLeft: Int
    /// A shard could not be read: what is missing cannot be held against the others.
    var isWhole = true
  }

  private let manifest: DatasetManifest
  private let stores: RawStores?
  private let path: String
  private let findings: Findings
  private let blocks: Mutex<[String: Block]>
  /// Documents seen, by source.
  private let documents: Mutex<[Int]>

  /// - Parameters:
  ///   - path: of the dataset.
  ///   - shards: how many each directory has.
  init(
    _ manifest: DatasetManifest, stores: RawStores?, path: String, shards: [String: Int],
    _ findings: Findings
  ) {
    self.manifest = manifest
    self.stores = stores
    self.path = path
    self.findings = findings
    blocks = Mutex(shards.mapValues { Block(shardsLeft: $0) })
    documents = Mutex(manifest.sources.map { _ in 0 })
  }

  var documentCounts: [Int] { documents.withLock { $0 } }

  /// Takes the chunks of one shard; checks the block when it was its last.
  func add(_ chunks: [PackedChunk], block name: String, isWhole: Bool) {
    let finished = blocks.withLock { blocks -> Block? in
      guard var block = blocks.removeValue(forKey: name) else { return nil }
      block.chunks += chunks
      block.isWhole = block.isWhole && isWhole
      block.shardsLeft -= 1
      if block.shardsLeft == 0 { return block }
      blocks[name] = block
      return nil
    }
    if let finished { check(finished, name) }
  }

  private func check(_ block: Block, _ name: String) {
    var chunks = block.chunks
    chunks.sort { $0 < $1 }
    var counts = manifest.sources.map { _ in 0 }
    var start = 0
    while start < chunks.count {
      var end = start + 1
      while end < chunks.count, chunks[end].hasSameDocument(as: chunks[start]) { end += 1 }
      counts[Int(chunks[start].source)] += 1
      check(chunks[start..<end], name, isWhole: block.isWhole)
      start = end
    }
    documents.withLock { documents in
      for i in counts.indices { documents[i] += counts[i] }
    }
  }

  /// Checks the chunks of one document, in the order of their offsets.
  private func check(_ chunks: ArraySlice<PackedChunk>, _ name: String, isWhole: Bool) {
    guard let first = chunks.first else { return }
    let source = manifest.sources[Int(first.source)]
    func report(_ problem: String, _ got: String, _ expected: String) {
      findings.add(
        problem, path: joined(path, name),
        place: "\(source.name), epoch \(first.epoch), document \(first.document)", got: got,
        expected: expected)
    }
    var next = 0
    for i in chunks.indices {
      let chunk = chunks[i]
      let offset = Int(chunk.offset)
      if i > chunks.startIndex, chunks[i - 1].offset == chunk.offset {
        return report("a chunk is in the block twice", "offset \(offset)", "each once")
      }
      guard offset == next || !isWhole else {
        return report("the document's chunks do not follow one another", "\(offset)", "\(next)")
      }
      next = offset + Int(chunk.tokens)
      let isLast = i + 1 == chunks.endIndex
      guard isWhole, let ends = chunk.endsDocument, ends != isLast else { continue }
      return report(
        ends ? "the document continues after its end" : "the document's end is missing",
        "a chunk \(ends ? "with" : "without") the end at offset \(offset)",
        ends ? "no chunk after it" : "its end marker, or a chunk from \(next) on")
    }
    guard isWhole, let stores else { return }
    let length: Int?
    do throws(Problem) {
      length = try stores.length(first)
    } catch {
      return findings.add(error)
    }
    guard let length else { return }
    if next != length {
      report("the document's chunks do not cover it", "\(next) tokens", "\(length)")
    }
  }
}
