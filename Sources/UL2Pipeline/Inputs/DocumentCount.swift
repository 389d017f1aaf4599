import UL2Input

/// How many documents inputs hold, and how much text: counted at the speed of reading.
package struct DocumentTotals: Sendable {
  package var documents = 0
  package var textBytes = 0
  package var skipped = SkipCounts()
}

struct DocumentCount: InputJob {
  let reading: Reading
  /// That decompress one input.
  let threads: Int
  let reporter: Reporter
  let total = Monitor(DocumentTotals())
  /// The records skipped, by input: inputs end in any order, and names are shown in the order of the inputs.
  let skipped = Monitor([Int: SkipCounts]())

  func makeWorker() -> DocumentFilter? { reading.filters.makeFilter() }

  func makeBatch() -> DocumentTotals { DocumentTotals() }

  func size(of input: Int) -> Int? { reading.size(of: input) }

  func open(
    _ input: Int, _ meter: ReadMeter
  ) throws(Problem) -> (parts: any InputParts, sink: Void) {
    (try reading.open(input, threads: threads, meter), ())
  }

  func add(
    _ document: inout Document, to batch: inout DocumentTotals, _ filter: inout DocumentFilter?,
    _ input: InputPlace, _ log: SkipLog
  ) -> Int {
    if let filter, !filter.isWanted(&document, log) { return 0 }
    batch.documents += 1
    batch.textBytes += document.text.count
    return 0
  }

  func write(_ batch: DocumentTotals, to sink: inout Void, _ input: InputPlace) {
    total.withLock { total in
      total.documents += batch.documents
      total.textBytes += batch.textBytes
    }
  }

  func finish(_ sink: Void, _ input: Int, _ skipped: SkipCounts) {
    self.skipped.withLock { $0[input] = skipped }
  }
  /// All that was counted.
  var totals: DocumentTotals {
    var totals = total.withLock { $0 }
    for (_, skipped) in skipped.withLock({ $0 }).sorted(by: { $0.key < $1.key }) {
      totals.skipped.add(skipped)
    }
    // Counts are asked for, and no texts.
    totals.skipped.examples = SkipExamples()
    return totals
  }
}
