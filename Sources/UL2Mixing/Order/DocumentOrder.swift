/// The order of a store's documents in one epoch, shuffled in two levels.
///
/// Runs of consecutive documents (about 4 Mi tokens) are permuted over the whole store; documents
/// are permuted inside windows made of such runs. A window as large as the store is a global
/// shuffle; a smaller one touches only its own runs, which disks and network file systems can read
/// ahead. Nothing is stored: an index is computed, some 10 ns in a batch.
package struct DocumentOrder: Sendable {
  /// Tokens of a run, about: small beside a window, large beside what a disk reads at once.
  package static let runTokens = 4 << 20

  package let count: Int
  private let documentsPerRun: Int
  private let runsPerWindow: Int
  private let runs: KeyedPermutation
  /// The place of the store's last run, which may be short, in the order of runs.
  private let shortRunPlace: Int
  private let key: UInt64
  private var window = -1
  private var windowStart = 0
  private var windowEnd = 0
  private var inWindow: KeyedPermutation
  /// The runs of the current window, in their order.
  private var windowRuns: [Int] = []
  /// Where in the current window the short run's end is, from which on its missing documents are stepped over.
  private var shortRunEnd = Int.max

  /// - Parameters:
  ///   - documents: in the store, at least one.
  ///   - tokens: in the store.
  ///   - window: tokens of a window.
  ///   - key: of seed, source and epoch.
  package init(documents: Int, tokens: Int, window: Int, key: UInt64) {
    precondition(documents > 0, "an empty order has no elements")
    count = documents
    let mean = max(1, Double(tokens) / Double(documents))
    documentsPerRun = min(documents, max(1, Int(Double(Self.runTokens) / mean)))
    let runCount = (documents + documentsPerRun - 1) / documentsPerRun
    runsPerWindow = min(runCount, max(1, window / Self.runTokens))
    self.key = key
    runs = KeyedPermutation(count: runCount, key: mixed(key ^ 1))
    shortRunPlace = runs.index(of: runCount - 1)
    inWindow = KeyedPermutation(count: 1, key: key)
  }

  /// The document at `position`.
  package mutating func document(at position: Int) -> Int {
    enterWindow(of: position)
    return document(within: inWindow(position - windowStart))
  }

  /// Appends the documents at `positions`.
  package mutating func documents(at positions: Range<Int>, to documents: inout [Int]) {
    var position = positions.lowerBound
    while position < positions.upperBound {
      enterWindow(of: position)
      let end = min(positions.upperBound, windowEnd)
      let first = documents.count
      inWindow.elements(at: position - windowStart..<end - windowStart, to: &documents)
      for i in first..<documents.count { documents[i] = document(within: documents[i]) }
      position = end
    }
  }

  /// The positions of all windows that `positions` meet: their documents lie anywhere in the runs of these.
  package func wholeWindows(of positions: Range<Int>) -> Range<Int> {
    guard !positions.isEmpty else { return positions }
    let last = windowIndex(of: positions.upperBound - 1)
    return start(ofWindow: windowIndex(of: positions.lowerBound))..<start(ofWindow: last + 1)
  }

  /// The document at a place of the current window, before documents are permuted.
  @inline(__always)
  private func document(within place: Int) -> Int {
    // Runs are of equal length except for the short one: step over what it lacks.
    let padded = place >= shortRunEnd ? place &+ missing : place
    let (run, offset) = padded.quotientAndRemainder(dividingBy: documentsPerRun)
    return windowRuns[run] &* documentsPerRun &+ offset
  }

  /// Documents that the short run lacks.
  private var missing: Int { runs.count * documentsPerRun - count }

  /// The position at which `window` starts.
  private func start(ofWindow window: Int) -> Int {
    let place = min(window * runsPerWindow, runs.count)
    return place * documentsPerRun - (place > shortRunPlace ? missing : 0)
  }

  private func windowIndex(of position: Int) -> Int {
    let documentsPerWindow = documentsPerRun * runsPerWindow
    let candidate = position / documentsPerWindow
    // The short run may have moved later windows forward, by less than one run.
    return start(ofWindow: candidate + 1) <= position ? candidate + 1 : candidate
  }

  private mutating func enterWindow(of position: Int) {
    if window >= 0, position >= windowStart, position < windowEnd { return }
    window = windowIndex(of: position)
    windowStart = start(ofWindow: window)
    windowEnd = start(ofWindow: window + 1)
    inWindow = KeyedPermutation(
      count: windowEnd - windowStart, key: mixed(key ^ 2) &+ UInt64(window))
    let places = window * runsPerWindow..<min((window + 1) * runsPerWindow, runs.count)
    windowRuns = places.map { runs($0) }
    shortRunEnd =
      places.contains(shortRunPlace)
      ? (shortRunPlace - places.lowerBound + 1) * documentsPerRun - missing : .max
  }
}
