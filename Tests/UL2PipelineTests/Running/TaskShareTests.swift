/// How inputs are dealt to tasks, and what schedulers say of them.
import Testing
import UL2Pipeline

@Suite("Tasks' shares")
struct TaskShareTests {
  @Test("Ranges that follow one another, and differ by at most one", arguments: [1, 2, 3, 7, 64])
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
