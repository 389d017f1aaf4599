/// The order of a store's documents in one epoch, shuffled in two levels.
///
/// Runs of consecutive documents (about 4 Mi tokens) are permuted over the whole store; documents
/// are permuted inside windows made of such runs. A window as large as the store is a global
/// shuffle; a smaller one touches only its own runs, which disks and network file systems can read
/// ahead. Nothing is stored: an index is computed, 15–30 ns.
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
  private var inWindow: KeyedPermutation
  /// The runs of the current window, in their order.
  private var windowRuns: [Int] = []

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
    let wanted = windowIndex(of: position)
    if wanted != window { enter(wanted) }
    let within = inWindow(position - windowStart)
    // Runs are of equal length but for the short one: step over what it lacks.
    let firstPlace = window * runsPerWindow
    let isPastShortRun =
      shortRunPlace >= firstPlace
      && within >= (shortRunPlace - firstPlace + 1) * documentsPerRun - missing
    let padded = isPastShortRun ? within + missing : within
    let (place, offset) = padded.quotientAndRemainder(dividingBy: documentsPerRun)
    return windowRuns[place] * documentsPerRun + offset
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

  private mutating func enter(_ window: Int) {
    self.window = window
    windowStart = start(ofWindow: window)
    let size = start(ofWindow: window + 1) - windowStart
    inWindow = KeyedPermutation(count: size, key: mixed(key ^ 2) &+ UInt64(window))
    let places = window * runsPerWindow..<min((window + 1) * runsPerWindow, runs.count)
    windowRuns = places.map { runs($0) }
  }
}
