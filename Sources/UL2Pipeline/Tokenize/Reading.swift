/// `read`: the documents of some inputs, one JSON object a line.
public struct Reading: Sendable {
  public var source: SourceName
  public var inputs: [String]
  public var options: ReaderOptions
  public var limit: Int?

  public init(source: SourceName, inputs: [String], options: ReaderOptions, limit: Int?) {
    self.source = source
    self.inputs = inputs
    self.options = options
    self.limit = limit
  }

  /// Gives each document's line to `write`; what was whole before a broken place is given too.
  public func run(
    _ reporter: Reporter, write: ([UInt8]) throws(Problem) -> Void
  ) throws(Problem) -> SkipCounts {
    var counts = SkipCounts()
    var document = Document()
    var line: [UInt8] = []
    var left = limit ?? .max
    reporter.begin()
    for path in inputs where left > 0 {
      let log = SkipLog()
      do throws(Problem) {
        let reader = try openReader(path, source: source, options: options, log: log)
        while left > 0, try reader.next(&document) {
          format(document, into: &line)
          try write(line)
          left -= 1
          reporter.advance(document.text.count, of: nil, unit: "B of text")
          try Interruption.check()
        }
      } catch  where error.kind == .badInput {
        log.bad("input not read to its end", error)
      }
      for problem in log.problems { reporter.report(problem) }
      counts.add(log.counts)
    }
    reporter.end()
    return counts
  }

  private func format(_ document: Document, into line: inout [UInt8]) {
    line.removeAll(keepingCapacity: true)
    line.append(contentsOf: "{\"id\": ".utf8)
    appendJSONString(document.id, to: &line)
    line.append(contentsOf: ", \"source\": \"\(source.rawValue)\", \"text\": ".utf8)
    appendJSONString(document.text, to: &line)
    line.append(contentsOf: ", \"metadata\": ".utf8)
    line.append(contentsOf: document.metadata.isEmpty ? Array("{}".utf8) : document.metadata)
    line.append(contentsOf: "}\n".utf8)
  }
}
