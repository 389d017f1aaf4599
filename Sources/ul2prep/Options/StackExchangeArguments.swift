/// Options for StackExchange's questions and answers.
import ArgumentParser
import UL2Pipeline

extension PostMarkup: ExpressibleByArgument {
  public static var allValueDescriptions: [String: String] {
    describe([
      markdown: "code in fences, quotations after >, no images",
      none: "plain text, with the descriptions of images",
    ])
  }
}

extension AnswerMark: ExpressibleByArgument {
  public static var allValueDescriptions: [String: String] {
    describe([line: "a line \"Answer:\"", blank: "a blank line"])
  }
}

struct StackExchangeArguments: FormatArguments {
  @Option(
    // Scores below 0 are scores too.
    parsing: .unconditional,
    help: ArgumentHelp(
      "StackExchange: drop answers with a lower score, and questions with a lower score together with their answers.",
      valueName: "score"))
  var minScore: Int64?

  @Option(
    help: ArgumentHelp(
      "StackExchange: keep at most this many answers per question, the accepted and the best first.",
      valueName: "count"))
  var maxAnswers: Int?

  @Option(
    help: ArgumentHelp(
      "StackExchange: how to write formatted text. (default: markdown)",
      valueName: "form"))
  var markup: PostMarkup?

  @Option(
    help: ArgumentHelp(
      "StackExchange: what to put before each answer. (default: line)",
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
