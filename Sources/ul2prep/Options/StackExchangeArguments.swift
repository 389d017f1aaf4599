/// What may be said of StackExchange's questions and answers.
import ArgumentParser
import UL2Pipeline

struct StackExchangeArguments: FormatArguments {
  @Option(
    // Scores below 0 are scores too.
    parsing: .unconditional,
    help: ArgumentHelp(
      "StackExchange: leave out answers with a lower score, and questions with all their answers.",
      valueName: "score"))
  var minScore: Int64?

  @Option(help: ArgumentHelp("StackExchange: keep at most this many answers.", valueName: "count"))
  var maxAnswers: Int?

  func validate() throws {
    if let maxAnswers, maxAnswers < 0 {
      throw ValidationError("--max-answers: at least 0, got \(maxAnswers)")
    }
  }

  var given: [ReaderOption] {
    (minScore == nil ? [] : [.minScore]) + (maxAnswers == nil ? [] : [.maxAnswers])
  }

  func apply(to options: inout ReaderOptions) {
    options.minScore = minScore
    options.maxAnswers = maxAnswers
  }
}
