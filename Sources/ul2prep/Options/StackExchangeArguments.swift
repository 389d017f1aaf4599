/// Options for StackExchange's questions and answers.
import ArgumentParser
import UL2Pipeline

extension PostMarkup: ExpressibleByArgument {}
extension AnswerMark: ExpressibleByArgument {}

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

  @Option(
    help: ArgumentHelp(
      "StackExchange: the form of the text: markdown (code fenced, quotations after >, no images) or none (plain, with what describes images) (default: markdown).",
      valueName: "form"))
  var markup: PostMarkup?

  @Option(
    help: ArgumentHelp(
      "StackExchange: what stands before each answer: line (a line \"Answer:\") or blank (a blank line) (default: line).",
      valueName: "mark"))
  var answers: AnswerMark?

  func validate() throws {
    if let maxAnswers, maxAnswers < 0 {
      throw ValidationError("--max-answers: at least 0, got \(maxAnswers)")
    }
  }

  var given: [ReaderOption] {
    (minScore == nil ? [] : [.minScore]) + (maxAnswers == nil ? [] : [.maxAnswers])
      + (markup == nil ? [] : [.markup]) + (answers == nil ? [] : [.answers])
  }

  func apply(to options: inout ReaderOptions) {
    options.minScore = minScore
    options.maxAnswers = maxAnswers
    options.markup = markup ?? .markdown
    options.answers = answers ?? .line
  }
}
