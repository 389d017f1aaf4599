/// The score that libsentencepiece has added up since the start of the document, as exactly as needed.
///
/// Mostly a bound will do: no step adds more than the model's largest. Only where a chunk's choice could
/// depend on rounding is the score itself made up for, from the ids written since it was last known.
struct RunningScore {
  /// What it was exactly, after `known` ids.
  private(set) var value: Float = 0
  private var known = 0
  /// The magnitude of the score is below 2^(limit − 1) while no more ids have been written than `threshold`.
  private(set) var limit: UInt32 = 0
  private(set) var threshold = Int.max
  private let largestStep: Double

  /// For models that add nothing up.
  init() { largestStep = 0 }

  init(_ model: UnigramModel) {
    largestStep = model.largestStep
    restart()
  }

  mutating func restart() {
    if largestStep > 0 { set(0, 0) }
  }

  /// The score is known.
  mutating func set(_ value: Float, _ count: Int) {
    self.value = value
    known = count
    limit = max(1, UInt32(clamping: value == 0 ? 0 : Int(abs(value).exponent) + 2))
    updateThreshold()
  }

  /// Finds the limit for a number of ids.
  mutating func raise(_ count: Int) {
    while count > threshold {
      limit += 1
      updateThreshold()
    }
  }

  /// Adds up what has been written since the score was known, one token after the other as the library does.
  mutating func settle<ID: BinaryInteger>(
    _ model: UnigramModel, _ ids: UnsafePointer<ID>, _ count: Int
  ) {
    let running = unsafe model.score(value, after: ids + known, count - known)
    set(running, count)
  }

  /// Forgets how many ids there were: the next is the first again. The score must be settled.
  mutating func restartCounting() {
    if largestStep > 0 { set(value, 0) }
  }

  private mutating func updateThreshold() {
    let reach = Double(sign: .plus, exponent: Int(limit) - 1, significand: 1)
    // Each sum is rounded by half a unit in the last place at most.
    let step = largestStep + reach / Double(1 << 24)
    threshold = known + Int(min((reach - Double(abs(value))) / step * 0.999_999, 1e15))
  }
}
