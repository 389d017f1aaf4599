/// The state of an open input that the workers of an `InputRun` share.
import UL2Input

/// The state that workers share.
struct InputRunState<Job: InputJob> {
  /// Inputs to be opened, in their order, and how many of them have been.
  var ready: [Int]
  var next = 0
  /// No more inputs will come.
  var isExhausted: Bool
  /// A worker asks for more.
  var isClaiming = false
  /// Files of all inputs that have been begun.
  var files = 0
  var opening = 0
  var open: [ActiveInput<Job>] = []
  var problem: Problem?

  init(ready: [Int], isExhausted: Bool) {
    self.ready = ready
    self.isExhausted = isExhausted
  }
}

/// An input that is being worked on. Everything but the constants is guarded by the run's monitor, `parts`
/// by `isCutting`, and `sink` and `skipped` belong to the worker whose part is next.
final class ActiveInput<Job: InputJob>: @unchecked Sendable {
  let index: Int
  let parts: any InputParts
  let meter: ReadMeter
  var sink: Job.Sink
  var skipped = SkipCounts()
  /// The file whose output is written now.
  var current = FileInTurn()
  /// The file that is cut now.
  var cutFile = 0
  var isCutting = false
  var isExhausted = false
  /// Parts cut.
  var issued = 0
  /// The part to be written next.
  var turn = 0
  /// Parts that are done before their turn has come.
  var waiting: [Int: DonePart] = [:]

  struct DonePart {
    let file: Int
    let batch: Job.Batch
    let log: SkipLog
  }

  /// The file whose parts are written, and what was noted of it.
  struct FileInTurn {
    var file = 0
    var skipped = SkipCounts()
    /// Broken records that have been shown.
    var shown = 0
    /// The name of the file in messages.
    var path: String?
  }

  init(_ index: Int, _ parts: any InputParts, _ sink: Job.Sink, _ meter: ReadMeter) {
    self.index = index
    self.meter = meter
    self.parts = parts
    self.sink = sink
  }
}
