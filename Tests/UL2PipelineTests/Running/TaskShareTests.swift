/// How inputs are divided among tasks, and the schedulers' variables for them.
import Testing
import UL2Pipeline

@Suite("Tasks' shares")
struct TaskShareTests {
  @Test("Consecutive ranges, with sizes that differ by at most one", arguments: [1, 2, 3, 7, 64])
  func ranges(worldSize: Int) {
    for count in [0, 1, 5, 63, 64, 65, 1_000_003] {
      let ranges = (0..<worldSize).map { TaskShare(rank: $0, of: worldSize).range(of: count) }
      #expect(ranges.first?.lowerBound == 0 && ranges.last?.upperBound == count)
      for (a, b) in zip(ranges, ranges.dropFirst()) { #expect(a.upperBound == b.lowerBound) }
      let sizes = ranges.map(\.count)
      #expect((sizes.max() ?? 0) - (sizes.min() ?? 0) <= 1)
    }
  }

  private func share(
    _ variables: [String: String], _ worldSize: Int? = nil
  ) throws(Problem) -> TaskShare {
    try TaskShare.fromEnvironment(worldSize: worldSize) { variables[$0] }.share
  }

  private func slurm(_ id: Int, _ first: Int, _ last: Int, _ count: Int, step: Int? = nil)
    -> [String: String]
  {
    var variables = [
      "SLURM_ARRAY_TASK_ID": "\(id)", "SLURM_ARRAY_TASK_MIN": "\(first)",
      "SLURM_ARRAY_TASK_MAX": "\(last)", "SLURM_ARRAY_TASK_COUNT": "\(count)",
    ]
    variables["SLURM_ARRAY_TASK_STEP"] = step.map { "\($0)" }
    return variables
  }

  @Test("Slurm's arrays, from any number and with any step")
  func arrays() throws {
    #expect(try share(slurm(0, 0, 7, 8)) == TaskShare(rank: 0, of: 8))
    #expect(try share(slurm(8, 1, 8, 8)) == TaskShare(rank: 7, of: 8))
    #expect(try share(slurm(9, 1, 13, 4, step: 4)) == TaskShare(rank: 2, of: 4))
    #expect(try share(slurm(3, 0, 7, 8), 8) == TaskShare(rank: 3, of: 8))
  }

  /// The line that is printed if the environment is ambiguous.
  private func refusal(_ variables: [String: String], _ worldSize: Int? = nil) -> String {
    do throws(Problem) {
      return "no refusal: \(try share(variables, worldSize))"
    } catch {
      return error.description
    }
  }

  @Test("Arrays with holes or of another size than stated are refused")
  func uncertain() {
    #expect(
      refusal(slurm(2, 0, 2, 2, step: 1))
        == "Slurm's array has holes, so it does not say how many tasks there are, got 2 of the numbers 0 to 2; "
        + "expected all of them (submit the whole array again: what is finished is skipped)")
    #expect(refusal(slurm(2, 1, 13, 4, step: 4)).contains("has holes"))
    #expect(refusal(slurm(1, 1, 13, 3, step: 4)).contains("3 of the numbers 1 to 13 in steps of 4"))
    #expect(
      refusal(slurm(3, 3, 3, 1), 8)
        == "a different number of tasks than was given, got 1, from Slurm's array 3-3; expected 8"
    )
    #expect(
      refusal(["SLURM_ARRAY_TASK_ID": "1"])
        == "SLURM_ARRAY_TASK_ID alone does not say how many tasks there are; "
        + "expected SLURM_ARRAY_TASK_MIN, _MAX and _COUNT too")
    #expect(refusal(["SLURM_ARRAY_TASK_ID": "one"]).contains("got one; expected a number"))
    #expect(refusal([:], 4).contains("nothing in the environment says which"))
    #expect(
      refusal(slurm(0, 0, 1 << 21, 1 << 21 + 1)).contains("more tasks than can share the work"))
    #expect(refusal(slurm(0, 0, 0, 0)).contains("has holes"))
  }

  private func step(_ rank: Int, of count: Int) -> [String: String] {
    ["SLURM_PROCID": "\(rank)", "SLURM_STEP_NUM_TASKS": "\(count)", "SLURM_NTASKS": "\(count)"]
  }

  @Test("srun's tasks are ranks, in each task of an array")
  func steps() throws {
    #expect(try share(step(3, of: 4)) == TaskShare(rank: 3, of: 4))
    #expect(try share(step(3, of: 4), 4) == TaskShare(rank: 3, of: 4))
    #expect(refusal(step(3, of: 4), 8).contains("got 4, from srun's 4 tasks; expected 8"))
    #expect(refusal(step(4, of: 4)).contains("SLURM_PROCID, got 4 of SLURM_STEP_NUM_TASKS 4"))
    var all: [TaskShare] = []
    for id in 1...3 {
      for rank in 0..<2 {
        all.append(try share(slurm(id, 1, 3, 3).merging(step(rank, of: 2)) { $1 }))
      }
    }
    #expect(all == (0..<6).map { TaskShare(rank: $0, of: 6) })
    // An array's task that starts one: the array's rank.
    #expect(
      try share(slurm(2, 0, 3, 4).merging(step(0, of: 1)) { $1 }) == TaskShare(rank: 2, of: 4))
    #expect(
      refusal(slurm(0, 0, 1 << 19, 1 << 19 + 1).merging(step(0, of: 4)) { $1 })
        .contains("more tasks than can share the work"))
  }

  /// `sbatch --ntasks=4` sets both for its script, which runs once.
  @Test("A batch script is not one of srun's tasks")
  func batchScript() throws {
    #expect(
      refusal(["SLURM_PROCID": "0", "SLURM_NTASKS": "4"])
        .contains("nothing in the environment says which"))
    #expect(
      try share(slurm(1, 0, 1, 2).merging(["SLURM_PROCID": "0", "SLURM_NTASKS": "4"]) { $1 })
        == TaskShare(rank: 1, of: 2))
  }

  @Test("A completion index needs the world's size")
  func completionIndex() throws {
    #expect(try share(["JOB_COMPLETION_INDEX": "3"], 4) == TaskShare(rank: 3, of: 4))
    #expect(throws: Problem.self) { try share(["JOB_COMPLETION_INDEX": "3"]) }
    #expect(throws: Problem.self) { try share(["JOB_COMPLETION_INDEX": "4"], 4) }
  }
}
