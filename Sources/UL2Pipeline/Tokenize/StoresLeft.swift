/// A message of what a failed run leaves: an error says whether hours of work are lost.
struct StoresLeft {
  let jobs: [TokenizeJob]
  /// Empty where nothing has been begun.
  let outputs: [OutputDirectory]

  var wording: Wording {
    var kept = 0
    var all = 0
    var published = 0
    for (job, output) in zip(jobs, outputs) {
      all += job.inputs.count
      if output.isFinished {
        published += 1
        kept += job.inputs.count
      } else if let done = try? output.finishedUnits() {
        kept += job.inputs.count - job.inputCount(ofUnits: { !done.contains($0) })
      }
    }
    if published > 0 {
      return
        "\(published) of \(jobs.count) stores are published; the same command continues with the others"
    }
    return WorkLeft(kept: kept, all: all, unit: "input").wording
  }
}

/// The work that a failed run leaves where nothing is published.
struct WorkLeft {
  let kept: Int
  let all: Int
  /// The unit that is kept whole or not at all: `input`.
  let unit: String

  var wording: Wording {
    if all == 0 { return "nothing published" }
    if kept == 0 {
      return "nothing published, and no \(unit) finished: the same command starts over"
    }
    if kept == all {
      let them = all == 1 ? "the \(unit) is" : "all \(all) \(unit)s are"
      return "nothing published yet; \(them) done and kept: the same command only publishes"
    }
    return
      "nothing published yet; \(kept) of \(all) \(unit)s are kept: the same command does the others, each from its beginning"
  }
}
