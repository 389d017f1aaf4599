/// Prints the output of a regex, a scanner or a normal form for texts, one line each, for `Benchmarks/patterns.py`,
/// which compares it with the PyPI wheel; and times scanners.
///
///     patterns serve < questions    KIND <tab> ARGUMENT <tab> TEXT, both in hexadecimal; one line
/// each
///     patterns random SECONDS SEED  scanners beside the textbook matcher, on texts made at random
///     patterns time FILE            each scanner's speed on a text
import UL2Patterns

@main
struct Main {
  static func main() throws {
    let arguments = CommandLine.arguments
    switch arguments.dropFirst().first {
    case "serve": serve()
    case "random" where arguments.count == 4:
      try compareAtRandom(seconds: Int(arguments[2]) ?? 10, seed: UInt64(arguments[3]) ?? 1)
    case "time" where arguments.count >= 3:
      try time(arguments[2], only: arguments.count > 3 ? arguments[3] : nil)
    default: print("usage: patterns serve | random SECONDS SEED | time FILE [NAME]")
    }
  }
}
