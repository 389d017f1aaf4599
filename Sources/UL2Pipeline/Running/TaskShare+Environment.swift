import UL2Input

/// What a cluster's scheduler tells a task of its rank.
extension TaskShare {
  /// The share that the environment names: of a Slurm array, else of an indexed job of Kubernetes.
  ///
  /// - Parameters:
  ///   - worldSize: given by the user; nil where it was not.
  ///   - variable: looks up a variable of the environment.
  /// - Returns: the share, and where it was taken from.
  package static func fromEnvironment(
    worldSize: Int?, _ variable: (String) -> String?
  ) throws(Problem) -> (share: TaskShare, origin: String) {
    func number(_ name: String) throws(Problem) -> Int? {
      guard let text = variable(name), !text.isEmpty else { return nil }
      guard let number = Int(text), 0...1 << 40 ~= number else {
        throw Problem(
          .usage, name, got: text, expected: "a number")
      }
      return number
    }
    if let id = try number("SLURM_ARRAY_TASK_ID") {
      guard let first = try number("SLURM_ARRAY_TASK_MIN"),
        let last = try number("SLURM_ARRAY_TASK_MAX"),
        let count = try number("SLURM_ARRAY_TASK_COUNT"), count > 0
      else {
        throw Problem(
          .usage, "SLURM_ARRAY_TASK_ID without its fellows",
          expected: "SLURM_ARRAY_TASK_MIN, _MAX and _COUNT")
      }
      let step = try number("SLURM_ARRAY_TASK_STEP") ?? 1
      return try ofArray(id, first, last, max(1, step), count, worldSize)
    }
    guard let rank = try number("JOB_COMPLETION_INDEX") else {
      throw Problem(
        .usage, "nothing in the environment says which",
        expected: "SLURM_ARRAY_TASK_ID or JOB_COMPLETION_INDEX")
    }
    guard let worldSize else {
      throw Problem(
        .usage, "JOB_COMPLETION_INDEX does not say how many tasks there are",
        expected: "the job's completions, as the size")
    }
    guard rank < worldSize else {
      throw Problem(
        .usage, "JOB_COMPLETION_INDEX", got: "\(rank)", expected: "below \(worldSize)")
    }
    return (TaskShare(rank: rank, of: worldSize), "JOB_COMPLETION_INDEX")
  }

  /// Only where the array is an unbroken row does it say how many there are: of one that is started again
  /// for the tasks that failed, each would take itself for one of those few.
  private static func ofArray(
    _ id: Int, _ first: Int, _ last: Int, _ step: Int, _ count: Int, _ worldSize: Int?
  ) throws(Problem) -> (share: TaskShare, origin: String) {
    let expected = worldSize ?? count
    guard first <= id, id <= last, (id - first) % step == 0, (last - first) / step + 1 == count,
      count == expected, count <= 1 << 20
    else {
      throw Problem(
        .usage, "Slurm's array says nothing certain",
        got: "task \(id) of \(first)-\(last):\(step), \(count) tasks",
        expected: "\(worldSize.map { "\($0) tasks" } ?? "an array") without gaps")
    }
    return (
      TaskShare(rank: (id - first) / step, of: count), "Slurm's array \(first)-\(last)"
    )
  }
}
