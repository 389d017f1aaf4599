/// The score that libsentencepiece has added up since the start of the document, as exactly as needed.
///
/// Mostly a bound will do: no step adds more than the model's largest. The score itself is computed, from the ids
/// written since it was last known, only where a chunk's choice could depend on rounding.
///
/// Since 0.2.2 a score starts again beyond `UnigramModel.limit`. Where that could happen within a chunk, no chunk is
/// taken from the cache, and the search of each applies the rule: so between two searches scores only add up.
struct RunningScore {
  /// The exact score after `known` ids.
  private(set) var value: Float = 0
  private var known = 0
  /// The magnitude of the score is below 2^(limit − 1) while no more ids have been written than `threshold`.
  private(set) var limit: UInt32 = 0
  private(set) var threshold = Int.max
  private let largestStep: Double
  /// Up to this magnitude, no chunk that the cache may hold starts the score again.
  private let ceiling: Double
  /// Above the exponent of any chunk of such models.
  private static let unlimited: UInt32 = 255

  /// For models without scores.
  init() { (largestStep, ceiling) = (0, .infinity) }

  init(_ model: UnigramModel) {
    largestStep = model.largestStep
    // One step more than a chunk has bytes, each rounded; negative where steps are large.
    let reach = Double(ChunkCache<UInt32>.longestKey + 1) * (largestStep + 1)
    ceiling = model.isSince022 ? Double(UnigramModel.limit) - reach : .infinity
    restart()
  }

  mutating func restart() {
    if largestStep > 0 { set(0, 0) }
  }

  /// Sets the exact score after `count` ids.
  mutating func set(_ value: Float, _ count: Int) {
    self.value = value
    known = count
    guard Double(abs(value)) <= ceiling else {
      limit = Self.unlimited
      threshold = .max
      return
    }
    limit = max(1, UInt32(clamping: value == 0 ? 0 : Int(abs(value).exponent) + 2))
    updateThreshold()
  }

  /// Raises the limit until it holds for a number of ids.
  mutating func raise(_ count: Int) {
    while count > threshold {
      guard power < ceiling else {
        limit = Self.unlimited
        threshold = .max
        return
      }
      limit += 1
      updateThreshold()
    }
  }

  /// 2^(limit − 1).
  private var power: Double { Double(sign: .plus, exponent: Int(limit) - 1, significand: 1) }

  /// Adds the ids written since the score was known, one after the other as the library does.
  mutating func settle<ID: BinaryInteger>(
    _ model: UnigramModel, _ ids: UnsafePointer<ID>, _ count: Int
  ) {
    let running = unsafe model.score(value, after: ids + known, count - known)
    set(running, count)
  }

  /// Counts ids from zero again. The score must be settled.
  mutating func restartCounting() {
    if largestStep > 0 { set(value, 0) }
  }

  private mutating func updateThreshold() {
    let reach = min(power, ceiling)
    // Each sum is rounded by half a unit in the last place at most.
    let step = largestStep + reach / Double(1 << 24)
    threshold = known + Int(min((reach - Double(abs(value))) / step * 0.999_999, 1e15))
  }
}
