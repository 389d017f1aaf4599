/// Reads shards as a trainer does: `rows-example DIR` prints the first row's examples, and sums over all.
///
/// It links what a trainer links, which a test looks at: UL2Data, zstd and xxhash.
import Glibc
import UL2Data

@main
struct RowsExample {
  static func main() {
    guard CommandLine.arguments.count == 2 else {
      print("usage: rows-example DIR, a directory that ul2prep pack wrote")
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
    let dataset = try PackedDataset(path)
    print("\(dataset.rowCount) rows of \(dataset.manifest.format.sequenceLength) positions")
    var examples = [Int](repeating: 0, count: dataset.manifest.objectives.count)
    var losses = 0
    var sum = 0
    for index in 0..<dataset.rowCount {
      let row = try dataset.row(index)
      if index == 0 { show(row, dataset.manifest) }
      for example in row.examples {
        examples[example.objective] += 1
        losses += example.length - example.lossStart
      }
      // A trainer takes the array as it is; here the ids are only added up.
      switch row.tokens {
      case .uint16(let tokens): for id in tokens[..<row.usedLength] { sum += Int(id) }
      case .int32(let tokens): for id in tokens[..<row.usedLength] { sum += Int(id) }
      }
    }
    for (entry, count) in zip(dataset.manifest.objectives, examples) {
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
