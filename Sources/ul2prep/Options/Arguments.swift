/// Arguments as users type them.
import ArgumentParser
import Glibc
import UL2Pipeline

/// A number of tokens: `300M`, `10B`, `1.5T`.
struct TokenCount: ExpressibleByArgument {
  var value: Int

  init?(argument: String) {
    guard let count = ul2Count(argument), count > 0 else { return nil }
    value = count
  }
}

/// A number of bytes: `64MB` is 64·10⁶, `64MiB` 64·2²⁰.
struct ByteCount: ExpressibleByArgument {
  var value: Int

  init(_ value: Int) { self.value = value }

  init?(argument: String) {
    let units: [(suffix: String, factor: Int)] = [
      ("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30), ("TiB", 1 << 40), ("KB", 1_000),
      ("MB", 1_000_000), ("GB", 1_000_000_000), ("TB", 1_000_000_000_000), ("B", 1), ("", 1),
    ]
    guard let unit = units.first(where: { argument.hasSuffix($0.suffix) }),
      let fraction = Fraction(decimal: argument.dropLast(unit.suffix.count))
    else { return nil }
    let (product, overflow) = fraction.numerator.multipliedReportingOverflow(by: unit.factor)
    guard !overflow, product >= fraction.denominator else { return nil }
    value = product / fraction.denominator
  }
}

/// `NAME=PATH`.
struct NamedInput: ExpressibleByArgument {
  var name: String
  var path: String

  init?(argument: String) {
    guard let equals = argument.firstIndex(of: "="), equals > argument.startIndex else {
      return nil
    }
    name = String(argument[..<equals])
    path = String(argument[argument.index(after: equals)...])
    if path.isEmpty { return nil }
  }
}

extension ProgressMode: ExpressibleByArgument {
  package static var allValueDescriptions: [String: String] {
    describe([
      auto: "a line, on a terminal", none: "nothing",
      json: "one JSON object per second, and one at the end",
    ])
  }
}

extension ColumnSet: ExpressibleByArgument {
  package static var allValueDescriptions: [String: String] {
    describe([
      compact: "the tokens, and where examples, prefixes and loss begin",
      full: "also the attention mask and SeqIO's decoder features",
    ])
  }
}

/// The values of an option as `--help` lists them, each with what it does.
func describe<Value: RawRepresentable<String>>(_ texts: [Value: String]) -> [String: String] {
  Dictionary(uniqueKeysWithValues: texts.map { ($0.rawValue, $1) })
}

struct ProgressOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("How to show progress on standard error.", valueName: "mode"))
  var progress = ProgressMode.auto

  var reporter: Reporter { StandardError(mode: progress).reporter }
}

struct BadInputOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Publish nothing if more than this share of the records is broken.", valueName: "share"))
  var maxBadShare = 0.01

  @Flag(help: "Publish nothing if any record is broken (exit 1).")
  var strict = false

  @Option(
    help: ArgumentHelp(
      "Publish nothing if more than this share of a source's tokens is unknown to the model.",
      valueName: "share"))
  var maxUnknownShare: Double?

  @Flag(
    help: "Skip and count files of an unknown format, instead of stopping at the first.")
  var skipUnknown = false

  @Flag(help: "Publish a store without documents, instead of exiting with 65.")
  var allowEmpty = false

  func validate() throws {
    guard (0...1).contains(maxUnknownShare ?? 0) else {
      throw ValidationError(
        "--max-unknown-share: a number from 0 to 1, got \(maxUnknownShare ?? 0)")
    }
    guard (0...1).contains(maxBadShare) else {
      throw ValidationError("--max-bad-share: a number from 0 to 1, got \(maxBadShare)")
    }
  }

  var policy: BadInputPolicy {
    BadInputPolicy(
      maxBadShare: maxBadShare, isStrict: strict, maxUnknownShare: maxUnknownShare,
      skipsUnknown: skipUnknown, allowsEmpty: allowEmpty)
  }
}

struct WorkerOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "How many threads to use. The result is the same for any number. (default: SLURM_CPUS_PER_TASK, else the cgroup's quota, else all processors)",
      valueName: "count"))
  var workers: Int?

  func validate() throws {
    guard (1...1024).contains(workers ?? 1) else {
      throw ValidationError("--workers: a number from 1 to 1024, got \(workers ?? 1)")
    }
  }

  var count: Int {
    workers
      ?? defaultWorkerCount { name in
        unsafe getenv(name).map { unsafe String(cString: $0) }
      }
  }
}
