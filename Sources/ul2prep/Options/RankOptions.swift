/// `--rank` and `--world-size`: one of several tasks that work for the same output.
import ArgumentParser
import Glibc
import UL2Pipeline

/// `3`, or `auto`.
enum RankArgument: ExpressibleByArgument {
  case number(Int)
  case automatic

  init?(argument: String) {
    if argument == "auto" {
      self = .automatic
    } else if let number = Int(argument) {
      self = .number(number)
    } else {
      return nil
    }
  }
}

struct RankOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The number of this task, from 0, among the --world-size tasks that share one --output. auto takes it from a Slurm array, srun or JOB_COMPLETION_INDEX.",
      valueName: "rank"))
  var rank: RankArgument?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("How many tasks share the work.", valueName: "count"))
  var worldSize: Int?

  static var largest: Int { 1 << 20 }

  func validate() throws {
    if let worldSize, !(1...Self.largest ~= worldSize) {
      throw ValidationError(
        "--world-size: a number from 1 to \(Self.largest), got \(worldSize)")
    }
    switch rank {
    case nil:
      if worldSize != nil { throw ValidationError("--world-size needs --rank") }
    case .number(let rank):
      guard let worldSize else { throw ValidationError("--rank needs --world-size") }
      guard 0..<worldSize ~= rank else {
        throw ValidationError("--rank: a number from 0 to \(worldSize - 1), got \(rank)")
      }
    case .automatic: break
    }
  }

  /// This task's share; says where it was taken from.
  func share(_ reporter: Reporter) throws(Problem) -> TaskShare {
    switch rank {
    case nil: return .whole
    case .number(let rank): return TaskShare(rank: rank, of: worldSize ?? 1)
    case .automatic: break
    }
    let found = try fromEnvironment()
    let share = found.share
    var line = "--rank auto: rank \(share.rank) of \(share.worldSize), from \(found.origin)"
    // An array of the one task that failed, or somebody who took the number for a count.
    if share.worldSize == 1, found.isSlurm {
      line += ": this task does all the work (sbatch --array=0-7 shares it among 8)"
    }
    reporter.note(line)
    return share
  }

  private func fromEnvironment() throws(Problem) -> TaskShare.FromEnvironment {
    do throws(Problem) {
      return try TaskShare.fromEnvironment(worldSize: worldSize) { name in
        unsafe getenv(name).map { unsafe String(cString: $0) }
      }
    } catch {
      var problem = error
      problem.problem = "--rank auto: " + problem.problem
      let byHand: Wording = "pass --rank and --world-size yourself"
      problem.fix = problem.fix.map { "\($0); or \(byHand)" } ?? byHand
      throw problem
    }
  }
}
