import ExactnessSupport
import UL2Patterns

/// A tokenizer's steps, with a name.
struct Family {
  var name: String
  var patterns: [Pattern]
  var steps: [PieceStep]

  init(_ name: String, _ sources: [String], _ dialect: RegexDialect = .oniguruma) throws {
    self.name = name
    patterns = []
    for source in sources { patterns.append(try Pattern(source, dialect: dialect)) }
    steps = patterns.map { PieceStep($0, dropsGaps: dialect == .fancyRegex) }
  }

  static func all() throws -> [Family] {
    var starcoder = try Family("starcoder", [KnownPattern.gpt2])
    starcoder.steps.insert(.digits(individual: true), at: 0)
    return [
      try Family("gpt2", [KnownPattern.gpt2]), try Family("r50k", [KnownPattern.r50k], .fancyRegex),
      try Family("llama3", [KnownPattern.llama3]), try Family("qwen2", [KnownPattern.qwen2]),
      try Family("cl100k", [KnownPattern.cl100k], .fancyRegex),
      try Family("qwen35", [KnownPattern.qwen35]), try Family("o200k", [KnownPattern.o200k]),
      try Family("tekken", [KnownPattern.tekken], .fancyRegex),
      try Family("kimi", [KnownPattern.kimi], .fancyRegex),
      try Family("deepseek3", KnownPattern.deepSeek3), starcoder,
    ]
  }

  var comparison: ScannerComparison { ScannerComparison(steps) }
}
