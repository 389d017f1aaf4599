import Testing
import UL2Core
import UL2Corpus
import UL2Input
import UL2Pipeline

/// Inputs of numbered documents, worked on in random order: each sink must get them in order.
private struct CountingJob: InputJob {
  let counts: [Int]
  let perPart: Int
  let results = Monitor<[Int: [Int]]>([:])
  let skips = Monitor<[Int: SkipCounts]>([:])
  var failsAt: Int?

  final class Parts: InputParts {
    let input: Int
    let count: Int
    let perPart: Int
    var at = 0

    init(input: Int, count: Int, perPart: Int) {
      self.input = input
      self.count = count
      self.perPart = perPart
    }

    func next(_ log: SkipLog) -> (any InputPart)? {
      if at >= count {
        log.filtered("end")
        return nil
      }
      defer { at += perPart }
      return Part(range: at..<min(at + perPart, count))
    }
  }

  struct Part: InputPart {
    let range: Range<Int>

    func open(_ log: SkipLog) -> any DocumentReader { Reader(range, log) }
  }

  final class Reader: DocumentReader {
    var range: Range<Int>
    let log: SkipLog

    init(_ range: Range<Int>, _ log: SkipLog) {
      self.range = range
      self.log = log
    }

    func next(_ document: inout Document) throws(Problem) -> Bool {
      guard let first = range.popFirst() else { return false }
      if first % 7 == 3 { log.filtered("seven") }
      if first % 101 == 100 { throw Problem(.badInput, "broken", path: "x") }
      document.id = Array("\(first)".utf8)
      return true
    }
  }

  func makeWorker() -> CounterRandom { CounterRandom(key: 1) }
  func makeBatch() -> [Int] { [] }

  func size(of input: Int) -> Int? { nil }

  func open(
    _ input: Int, _ meter: ReadMeter
  ) throws(Problem) -> (parts: any InputParts, sink: [Int]) {
    if failsAt == input { throw Problem(.noInput, "gone") }
    return (Parts(input: input, count: counts[input], perPart: perPart), [])
  }

  func add(
    _ document: inout Document, to batch: inout [Int], _ worker: inout CounterRandom,
    _ input: InputPlace, _ log: SkipLog
  ) throws(Problem) -> Int {
    var sum = 0
    for _ in 0..<worker.below(3000) { sum &+= worker.below(5) }
    batch.append(Int(String(decoding: document.id, as: UTF8.self))! + (sum < 0 ? 1 : 0))
    // Some batches are too large to wait.
    return document.id.last == UInt8(ascii: "9") ? 1 << 30 : 0
  }

  func write(_ batch: [Int], to sink: inout [Int], _ input: InputPlace) { sink += batch }

  func finish(_ sink: [Int], _ input: Int, _ skipped: SkipCounts) {
    results.withLock { $0[input] = sink }
    skips.withLock { $0[input] = skipped }
  }
}

@Suite("Inputs in parallel")
struct InputRunTests {
  private let reporter = Reporter.silent

  @Test("Each sink gets its documents in order", arguments: [1, 2, 5, 16])
  func order(workers: Int) throws {
    for order in [InputOrder.sequential, .interleaved] {
      let job = CountingJob(counts: [1000, 0, 1, 250, 37, 400, 90], perPart: 10)
      try runInputs(
        job, count: job.counts.count, workers: workers, order: order, reporter: reporter)
      let results = job.results.withLock { $0 }
      #expect(results.count == job.counts.count)
      for (input, count) in job.counts.enumerated() {
        // A part that breaks loses what follows in it.
        let expected = (0..<count).filter { i in
          !(i / 10 * 10...i).contains { $0 % 101 == 100 }
        }
        #expect(results[input] == expected, "input \(input), \(workers) workers")
        let skipped = job.skips.withLock { $0[input] }
        #expect(skipped?.filtered["end"] == 1)
      }
    }
  }

  @Test("A problem ends the run, and is the one thrown", arguments: [1, 2, 5])
  func failure(workers: Int) {
    var job = CountingJob(counts: [50, 50, 50], perPart: 5)
    job.failsAt = 1
    #expect(throws: Problem(.noInput, "gone")) {
      try runInputs(job, count: 3, workers: workers, order: .interleaved, reporter: reporter)
    }
  }
}
