/// Reads rows as a trainer does: `rows-example DIR`, of shards or a plan, prints the first row's examples, and sums over
/// an epoch.
///
/// It links what a trainer links, which a test looks at: UL2Data, zstd and xxhash.
import Glibc
import UL2Data

@main
struct RowsExample {
  static func main() {
    guard CommandLine.arguments.count == 2 else {
      print("usage: rows-example DIR, a directory of shards, or of a plan")
      exit(64)
    }
    do throws(Problem) {
      try read(CommandLine.arguments[1])
    } catch {
      print("rows-example: \(error)")
      exit(1)
    }
  }

  private static func read(_ path: String) throws(Problem) {
    let data = try Dataset(path)
    var loader = try DataLoader(data, globalBatchSize: 1, epochs: 1)
    print("\(data.count) rows of \(data.sequenceLength ?? 0) positions")
    let manifest = data.manifest
    if let manifest { show(try data[0], manifest) }
    var examples = [Int](repeating: 0, count: manifest?.objectives.count ?? 0)
    var losses = 0
    var sum = 0
    while let batch = try loader.next() {
      for row in batch.rows {
        for example in row.examples {
          examples[example.objective] += 1
          losses += example.length - example.lossStart
        }
        // A trainer takes the span as it is; here the ids are only added up.
        row.withTokens { tokens in
          for i in 0..<row.usedLength { sum += Int(tokens[i]) }
        }
      }
    }
    for (entry, count) in zip(manifest?.objectives ?? [], examples) {
      print("\(entry.name): \(count) examples")
    }
    print("\(losses) tokens with loss; the ids' sum is \(sum)")
  }

  /// Where each example of a row lies, what it sees of itself in both directions, and where its loss begins.
  private static func show(_ row: PackedRow, _ manifest: DatasetManifest) {
    for example in row.examples {
      print(
        "\(example.range): \(manifest.objectives[example.objective].name) of document",
        "\(example.document) of \(manifest.sources[example.source].name), prefix",
        "\(example.prefixLength), loss from \(example.lossStart)")
    }
  }
}
