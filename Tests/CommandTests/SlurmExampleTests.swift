/// The job scripts of `examples/slurm`, run as Slurm would, but without it: `make cluster` uses the real one.
import Glibc
import TestSupport
import Testing
import UL2Input

@Suite("Job scripts for Slurm")
struct SlurmExampleTests {
  private let scratch = Scratch()
  private let example = repositoryRoot + "/examples/slurm"

  /// A copy of the scripts with its own settings, as users make it.
  private func prepare() throws {
    let changes = [
      "ul2prep": programPath, "mixture": openMoE, "tokenizer_model": Model.bpe.path,
      "output": scratch("run"), "total_tokens": "300K",
    ]
    for name in try listDirectory(example) {
      let text = String(decoding: try readFile(example + "/" + name), as: UTF8.self)
      try scratch.write(Array(text.utf8), to: name)
    }
    var found = 0
    let lines = String(decoding: try readFile(scratch("settings")), as: UTF8.self)
      .split(separator: "\n", omittingEmptySubsequences: false)
      .map { line -> String in
        guard let name = line.split(separator: "=").first.map(String.init),
          let value = changes[name]
        else { return String(line) }
        found += 1
        return "\(name)=\(value)"
      }
    #expect(found == changes.count)
    try scratch.write(Array(lines.joined(separator: "\n").utf8), to: "settings")
    #expect(chmod(scratch("requeue"), 0o755) == 0)
  }

  private func job(_ name: String, _ task: Int? = nil, of count: Int = 0) throws -> CommandResult {
    var environment = ["SLURM_SUBMIT_DIR": scratch(""), "SLURM_CPUS_PER_TASK": "1"]
    if let task {
      environment["SLURM_ARRAY_TASK_ID"] = "\(task)"
      environment["SLURM_ARRAY_TASK_MIN"] = "0"
      environment["SLURM_ARRAY_TASK_MAX"] = "\(count - 1)"
      environment["SLURM_ARRAY_TASK_COUNT"] = "\(count)"
    }
    return try Command("/bin/bash", [scratch(name + ".sbatch")], environment: environment).wait()
  }

  @Test("From raw inputs to sound shards, with the same bytes as without tasks")
  func chain() throws {
    try prepare()
    for task in [1, 0] { expectSuccess(try job("tokenize", task, of: 2)) }
    expectSuccess(try job("plan"))
    for task in [1, 0] { expectSuccess(try job("pack", task, of: 2)) }
    let verified = try job("verify")
    expectSuccess(verified)
    #expect(verified.text.contains(": sound: "))
    #expect(try hashes(below: scratch("run/stores")) == hashes(below: Model.bpe.stores))
    expectSuccess(
      try ul2prep([
        "pack", "--plan", scratch("run/plan"), "--output", scratch("alone"),
        "--compression", "zstd:1",
      ]))
    #expect(try hashes(below: scratch("run/shards")) == hashes(below: scratch("alone")))
  }

  @Test("requeue exits with the command's code, unless it is 75")
  func exitCodes() throws {
    for code in [0, 1, 64, 137] {
      let result = try Command(
        "/bin/bash", [example + "/requeue", "/bin/sh", "-c", "exit \(code)"]
      ).wait()
      #expect(result.status == Int32(code))
      #expect(result.errors == "")
    }
  }

  @Test("TERM reaches the command")
  func signal() throws {
    let result = try Command(
      "/bin/bash",
      [
        "-c",
        """
        bash "$0" sh -c 'trap "echo told; exit 3" TERM; echo begun >"$1"; while :; do sleep 0.05; done' - "$1" &
        until [ -s "$1" ]; do sleep 0.05; done
        kill -TERM $!
        wait $!
        """, example + "/requeue", scratch("begun"),
      ]
    ).wait()
    #expect(result.status == 3)
    #expect(result.text == "told\n")
  }
}
