import UL2Input

/// `read`: the documents of some inputs, one JSON object a line.
package struct Reading: Sendable {
  package var source: Source
  package var inputs: [String]
  package var options: ReaderOptions
  package var filters: FilterSettings
  package var limit: Int?
  package var workers: Int

  package init(
    source: Source, inputs: [String], options: ReaderOptions,
    filters: FilterSettings = FilterSettings(), limit: Int?, workers: Int
  ) {
    self.source = source
    self.inputs = inputs
    self.options = options
    self.filters = filters
    self.limit = limit
    self.workers = workers
  }

  /// Gives the documents' lines to `write`; what was whole before a broken place is given too.
  package func run(
    _ reporter: Reporter, write: @escaping ([UInt8]) throws(Problem) -> Void
  ) throws(Problem) -> SkipCounts {
    reporter.begin()
    defer { reporter.end() }
    if let limit { return try readFirst(limit, reporter, write: write) }
    let lines = DocumentLines(
      reading: self, threads: workers, reporter: reporter, write: write,
      total: Monitor(SkipCounts()))
    try runInputs(
      lines, count: inputs.count, workers: workers, order: .sequential, reporter: reporter)
    return lines.total.withLock { $0 }
  }

  /// Counts the documents, and writes none.
  package func count(_ reporter: Reporter) throws(Problem) -> DocumentTotals {
    reporter.begin()
    defer { reporter.end() }
    let job = DocumentCount(
      reading: self, threads: decodingThreads(workers: workers, inputs: inputs.count),
      reporter: reporter)
    try runInputs(
      job, count: inputs.count, workers: workers, order: .interleaved, reporter: reporter)
    return job.totals
  }

  /// Reads no further than it must, so that nothing is said of what comes after.
  private func readFirst(
    _ limit: Int, _ reporter: Reporter, write: ([UInt8]) throws(Problem) -> Void
  ) throws(Problem) -> SkipCounts {
    var counts = SkipCounts()
    let filter = filters.makeFilter()
    var document = Document()
    var left = limit
    for path in inputs where left > 0 {
      let log = SkipLog()
      do throws(Problem) {
        let reader = try openReader(path, source: source, options: options, log: log)
        while left > 0, try reader.next(&document) {
          if let filter, !filter.isWanted(&document, log) { continue }
          var line: [UInt8] = []
          DocumentLines.append(document, source, to: &line)
          try write(line)
          left -= 1
          try Interruption.check()
        }
      } catch  where error.kind == .badInput {
        log.bad(unreadInput, error)
      }
      for problem in log.problems.prefix(shownProblems) { reporter.report(problem) }
      let rest = log.counts.badTotal - shownProblems
      if rest > 0 {
        reporter.report(.notShown(rest, log.counts, path: log.problems.first?.path))
      }
      counts.add(log.counts)
    }
    return counts
  }

  /// Of files here: servers are not asked for sizes alone.
  func size(of input: Int) -> Int? {
    isRemote(inputs[input]) || !isRegularFile(inputs[input]) ? nil : try? fileSize(inputs[input])
  }

  func open(_ input: Int, threads: Int, _ meter: ReadMeter) throws(Problem) -> any InputParts {
    try openForReading(
      inputs[input], source: source, options: options, threads: threads, meter: meter)
  }
}
