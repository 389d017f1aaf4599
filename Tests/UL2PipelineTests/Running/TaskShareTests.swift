/// How inputs are dealt to tasks, and what schedulers say of them.
import Testing
import UL2Pipeline

@Suite("Tasks' shares")
struct TaskShareTests {
  @Test("The largest first, each to the task that has the least")
  func balance() {
    #expect(
      TaskShare.owners(of: [10 << 20, 40 << 20, 20 << 20, 30 << 20], worldSize: 2) == [0, 0, 1, 1])
    #expect(TaskShare.owners(of: [5, 5, 5], worldSize: 3) == [0, 1, 2])
    #expect(TaskShare.owners(of: [], worldSize: 3) == [])
    #expect(TaskShare.owners(of: [nil, nil, nil, nil], worldSize: 2) == [0, 1, 0, 1])
  }

  @Test("However large servers say that files are")
  func hugeSizes() {
    let owners = TaskShare.owners(of: [.max, nil, .max, 0, .max], worldSize: 2)
    #expect(owners.count { $0 == 0 } >= 2 && owners.count { $0 == 1 } >= 2)
  }

  @Test("No task has more than the largest input above the least", arguments: [1, 2, 3, 7, 64])
  func spread(worldSize: Int) {
    var random = CounterRandom(key: 3)
    let sizes = (0..<500).map { _ in random.below(1 << 30) }
    var loads = [Int](repeating: 0, count: worldSize)
    for (unit, owner) in TaskShare.owners(of: sizes, worldSize: worldSize).enumerated() {
      loads[owner] += sizes[unit] + 1 << 12
    }
    #expect(loads.max()! - loads.min()! <= 1 << 30)
    if worldSize < 64 { #expect(loads.max()! < loads.min()! * 11 / 10) }
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

  @Test("Slurm's arrays, from any number on and in any step")
  func arrays() throws {
    #expect(try share(slurm(0, 0, 7, 8)) == TaskShare(rank: 0, of: 8))
    #expect(try share(slurm(8, 1, 8, 8)) == TaskShare(rank: 7, of: 8))
    #expect(try share(slurm(9, 1, 13, 4, step: 4)) == TaskShare(rank: 2, of: 4))
    #expect(try share(slurm(3, 0, 7, 8), 8) == TaskShare(rank: 3, of: 8))
  }

  @Test("Arrays with gaps, and of another size than was said, are not guessed at")
  func uncertain() {
    #expect(throws: Problem.self) { try share(slurm(3, 1, 7, 3)) }
    #expect(throws: Problem.self) { try share(slurm(3, 3, 3, 1), 8) }
    #expect(throws: Problem.self) { try share(slurm(2, 1, 13, 4, step: 4)) }
    #expect(throws: Problem.self) { try share(["SLURM_ARRAY_TASK_ID": "1"]) }
    #expect(throws: Problem.self) { try share(["SLURM_ARRAY_TASK_ID": "one"]) }
    #expect(throws: Problem.self) { try share([:], 4) }
  }

  @Test("A completion index needs the world's size")
  func completionIndex() throws {
    #expect(try share(["JOB_COMPLETION_INDEX": "3"], 4) == TaskShare(rank: 3, of: 4))
    #expect(throws: Problem.self) { try share(["JOB_COMPLETION_INDEX": "3"]) }
    #expect(throws: Problem.self) { try share(["JOB_COMPLETION_INDEX": "4"], 4) }
  }
}
