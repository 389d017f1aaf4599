/// Files that this program and others write and it reads: MDS shards, Megatron stores, tokenizer models.
import ReaderSupport
import TestSupport
import UL2Shards
import UL2Stores
import UL2Tokenizer

let storeTargets = [
  FuzzTarget(name: "mds") { bytes throws(Violation) in
    let (index, shard) = split(bytes)
    guard (try? write([("index.json", index), ("s", shard)])) != nil else { return }
    readMDS(shard.count)
  },
  FuzzTarget(name: "megatron") { bytes throws(Violation) in
    let (index, data) = split(bytes)
    let files = [("s.idx", index), ("s.bin", data), ("s.meta.idx", index), ("s.meta.bin", data)]
    guard (try? write(files)) != nil else { return }
    try readMegatron(tokens: data.count)
  },
  FuzzTarget(name: "model") { bytes throws(Violation) in try model(bytes) },
]

/// Files that are written again for every input; a process has one of them, a fuzzer one process.
private let scratch = Scratch()

private func write(_ files: [(name: String, bytes: [UInt8])]) throws {
  for file in files { try scratch.write(file.bytes, to: file.name) }
}

private func readMDS(_ size: Int) {
  guard let index = try? MDSIndex(directory: scratch.path) else { return }
  _ = index.text
  for var entry in index.shards.prefix(8) {
    // The name and size of the one shard that there is, so that inputs can be short and still read.
    entry.raw.name = "s"
    if entry.zip == nil {
      entry.raw.bytes = size
    } else {
      entry.zip?.name = "s"
      entry.zip?.bytes = size
    }
    guard entry.raw.bytes < 1 << 24 else { continue }
    guard let shard = try? MDSShard(entry, directory: scratch.path) else { continue }
    try? shard.checkLayout()
    for number in 0..<min(shard.count, 64) {
      guard let sample = try? shard.sample(number) else { continue }
      for column in sample.values.keys { _ = sample.integers(inColumn: column) }
    }
  }
}

private func readMegatron(tokens size: Int) throws(Violation) {
  guard let store = try? TokenStore(scratch.path) else { return }
  try check(store.tokenCount <= size, "\(store.tokenCount) tokens in \(size) bytes")
  for document in 0..<min(store.documentCount, 64) {
    let (shard, index) = store.locate(document)
    let range = try? shard.byteRange(of: index)
    if let range {
      try check(range.upperBound <= size, "document \(document) lies at \(range)")
      let tokens = try? shard.tokens(of: index, as: Int64.self)
      try check(
        tokens == nil || range.count == tokens!.count * shard.type.size, "tokens do not fill bytes")
    }
    _ = try? shard.tokens(of: index, as: UInt16.self)
    _ = try? store.metadata(of: document)
  }
  if let judged = try? store.judgedEnds(eos: 1) {
    try check(
      judged.with + judged.without == store.documentCount, "\(judged) is not of all documents")
  }
}

/// A model with the kind of pieces changed must read as just that.
private func model(_ bytes: [UInt8]) throws(Violation) {
  guard let model = try? ModelProto(bytes, path: "input") else { return }
  let changed = Array(stride(from: 0, to: model.pieces.count, by: 2))
  let written = model.serialized(changing: changed, to: .control)
  guard let again = try? ModelProto(written, path: "input") else {
    throw Violation("the changed model cannot be read")
  }
  var expected = model.pieces
  for i in changed { expected[i].kind = .control }
  // Scores by their bits: NaN does not equal itself.
  let isSame = again.pieces.elementsEqual(expected) {
    $0.text == $1.text && $0.kind == $1.kind && $0.score.bitPattern == $1.score.bitPattern
  }
  try check(isSame, "the changed model has other pieces")
}
