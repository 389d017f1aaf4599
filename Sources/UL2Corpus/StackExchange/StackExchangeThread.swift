/// A question with its answers, and which of them make a document.

package struct StackExchangeFilter: Sendable, Equatable {
  /// Questions below it are skipped with all their answers, answers alone.
  package var minScore: Int64?
  /// The most answers to a question that are kept: the first in a document's order.
  package var maxAnswers: Int?

  package init(minScore: Int64? = nil, maxAnswers: Int? = nil) {
    self.minScore = minScore
    self.maxAnswers = maxAnswers
  }
}

struct StackExchangeThread: Sendable {
  var question: StackExchangePost
  /// The accepted one first, then by score as a number, highest first; of equal ones the older.
  private(set) var answers: [StackExchangePost]

  /// nil where the question is not wanted; `log` gets all that is skipped.
  init?(
    _ question: StackExchangePost, _ answers: [StackExchangePost], _ filter: StackExchangeFilter,
    _ log: SkipLog
  ) {
    self.question = question
    self.answers = []
    if let minScore = filter.minScore, question.score < minScore {
      log.filtered("question below --min-score", id: question.idText, text: question.title)
      for answer in answers {
        log.filtered("answer to a question below --min-score", id: answer.idText, text: answer.body)
      }
      return nil
    }
    for answer in answers {
      if let minScore = filter.minScore, answer.score < minScore {
        log.filtered("answer below --min-score", id: answer.idText, text: answer.body)
      } else {
        self.answers.append(answer)
      }
    }
    let accepted = question.acceptedAnswer
    self.answers.sort { a, b in
      if (a.id == accepted) != (b.id == accepted) { return a.id == accepted }
      return a.score == b.score ? a.id < b.id : a.score > b.score
    }
    if let most = filter.maxAnswers {
      for answer in self.answers.dropFirst(most) {
        log.filtered("answer beyond --max-answers", id: answer.idText, text: answer.body)
      }
      self.answers = Array(self.answers.prefix(most))
    }
  }
}
