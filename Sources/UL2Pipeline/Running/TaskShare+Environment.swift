import UL2Input

/// A task's rank, from a cluster scheduler's variables.
extension TaskShare {
  /// A share that was taken from the environment.
  package struct FromEnvironment: Sendable {
    package let share: TaskShare
    /// Where it was taken from: `Slurm's array 0-7`.
    package let origin: String
    package let isSlurm: Bool
  }

  /// The share that the environment names: of a Slurm array, of the tasks that `srun` started, of both, else of an
  /// indexed job of Kubernetes.
  ///
  /// - Parameters:
  ///   - worldSize: given by the user; nil where it was not.
  ///   - variable: looks up a variable of the environment.
  package static func fromEnvironment(
    worldSize: Int?, _ variable: (String) -> String?
  ) throws(Problem) -> FromEnvironment {
    if let found = try ofSlurm(worldSize, variable) { return found }
    guard let rank = try number("JOB_COMPLETION_INDEX", variable) else {
      throw Problem(
        .usage, "nothing in the environment says which",
        expected: "SLURM_ARRAY_TASK_ID, srun's SLURM_PROCID, or JOB_COMPLETION_INDEX")
    }
    guard let worldSize else {
      throw Problem(
        .usage, "JOB_COMPLETION_INDEX does not say how many tasks there are",
        expected: "the job's completions as the number of tasks")
    }
    guard rank < worldSize else {
      throw Problem(
        .usage, "JOB_COMPLETION_INDEX", got: "\(rank)", expected: "below \(worldSize)")
    }
    return FromEnvironment(
      share: TaskShare(rank: rank, of: worldSize), origin: "JOB_COMPLETION_INDEX", isSlurm: false)
  }

  /// A variable that a scheduler sets; nil where it is not set, or empty.
  static func number(
    _ name: String, _ variable: (String) -> String?
  ) throws(Problem) -> Int? {
    guard let text = variable(name), !text.isEmpty else { return nil }
    guard let number = Int(text), 0...1 << 40 ~= number else {
      throw Problem(.usage, name, got: text, expected: "a number")
    }
    return number
  }
}
