import UL2Input

/// A task's rank from Slurm's variables: those of an array, and those of the tasks that `srun`
/// starts.
///
/// `sbatch` sets `SLURM_PROCID` and, with its option for tasks, `SLURM_NTASKS` for the script itself, which is one
/// process all the same. Only steps have `SLURM_STEP_NUM_TASKS`, so ranks within a job are taken where that is set.
/// A job that was submitted from within a step inherits it: then each rank begins with less than its part, and
/// the parts of those that do not exist are done last, by all.
extension TaskShare {
  private static var largest: Int { 1 << 20 }

  /// - Returns: nil outside arrays and steps.
  static func ofSlurm(
    _ worldSize: Int?, _ variable: (String) -> String?
  ) throws(Problem) -> FromEnvironment? {
    let array = try ofArray(variable)
    let step = try ofStep(variable)
    guard let outer = array ?? step else { return nil }
    var found = outer
    // An array whose tasks start several each: ranks of one task of the array follow one another.
    if let array, let step, step.share.worldSize > 1 {
      let (count, width) = (array.share.worldSize, step.share.worldSize)
      guard count <= largest / width else {
        throw Problem(
          .usage, "more tasks than can share the work", got: "\(count) × \(width)",
          expected: "at most \(largest)")
      }
      found = FromEnvironment(
        share: TaskShare(rank: array.share.rank * width + step.share.rank, of: count * width),
        origin: "\(array.origin) with \(step.origin) in each", isSlurm: true)
    }
    if let worldSize, worldSize != found.share.worldSize {
      throw Problem(
        .usage, "a different number of tasks than was given",
        got: "\(found.share.worldSize), from \(found.origin)", expected: "\(worldSize)")
    }
    return found
  }

  /// Only where the array is an unbroken row does it say how many there are: of one that is started again
  /// for the tasks that failed, each would take itself for one of those few.
  private static func ofArray(
    _ variable: (String) -> String?
  ) throws(Problem) -> FromEnvironment? {
    guard let id = try number("SLURM_ARRAY_TASK_ID", variable) else { return nil }
    guard let first = try number("SLURM_ARRAY_TASK_MIN", variable),
      let last = try number("SLURM_ARRAY_TASK_MAX", variable),
      let count = try number("SLURM_ARRAY_TASK_COUNT", variable)
    else {
      throw Problem(
        .usage, "SLURM_ARRAY_TASK_ID alone does not say how many tasks there are",
        expected: "SLURM_ARRAY_TASK_MIN, _MAX and _COUNT too")
    }
    let step = max(1, try number("SLURM_ARRAY_TASK_STEP", variable) ?? 1)
    guard first <= id, id <= last, (id - first) % step == 0, (last - first) / step + 1 == count
    else {
      throw Problem(
        .usage, "Slurm's array has holes, so it does not say how many tasks there are",
        got:
          "\(count) of the numbers \(first) to \(last)\(step == 1 ? "" : " in steps of \(step)")",
        expected: "all of them",
        fix: "submit the whole array again: what is finished is skipped")
    }
    guard count <= largest else {
      throw Problem(
        .usage, "more tasks than can share the work", got: "\(count)",
        expected: "at most \(largest)")
    }
    return FromEnvironment(
      share: TaskShare(rank: (id - first) / step, of: count),
      origin: "Slurm's array \(first)-\(last)", isSlurm: true)
  }

  /// One of the tasks that one `srun` has started.
  private static func ofStep(
    _ variable: (String) -> String?
  ) throws(Problem) -> FromEnvironment? {
    guard let count = try number("SLURM_STEP_NUM_TASKS", variable),
      let rank = try number("SLURM_PROCID", variable)
    else { return nil }
    guard rank < count, count <= largest else {
      throw Problem(
        .usage, "SLURM_PROCID", got: "\(rank) of SLURM_STEP_NUM_TASKS \(count)",
        expected: "below it, and at most \(largest) tasks")
    }
    return FromEnvironment(
      share: TaskShare(rank: rank, of: count),
      origin: count == 1 ? "srun's one task" : "srun's \(count) tasks", isSlurm: true)
  }
}
