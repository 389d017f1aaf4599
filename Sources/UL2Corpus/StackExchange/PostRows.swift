import UL2Markup

/// The questions and answers among the rows of a part.
struct PostRows {
  private var rows: XMLRecords
  private let log: SkipLog

  init(_ part: XMLPart, _ log: SkipLog) {
    rows = XMLRecords(part, log) { problem in PostRows.noteForeign(problem, log) }
    self.log = log
  }

  /// All posts, in the order of the file.
  mutating func posts() -> [StackExchangePost] {
    var posts: [StackExchangePost] = []
    let log = log
    let path = rows.path
    _ = rows.next { row, number throws(XMLFailure) -> StackExchangePost? in
      _ = try row.next()
      let post = Result { () throws(StackExchangePost.Rejection) in try StackExchangePost(row) }
      let place = "row \(number)"
      while let token = try row.next() {
        switch token {
        case .text(let range): try row.check(range)
        case .start:
          PostRows.noteForeign(Problem(.badInput, "", path: path, place: place), log)
        default: break
        }
      }
      switch post {
      case .success(let post): posts.append(post)
      case .failure(.filtered(let reason)): log.filtered(reason, id: Array(place.utf8))
      case .failure(.bad(let reason)):
        log.bad(reason, Problem(.badInput, reason, path: path, place: place))
      }
      // Never one to stop at: the scanner serves the whole part.
      return nil
    }
    return posts
  }

  private static func noteForeign(_ problem: Problem, _ log: SkipLog) {
    var problem = problem
    problem.problem = "an unknown element"
    problem.expected = "<posts> with <row …/> inside"
    log.bad("unknown element", problem)
  }

  /// Fails unless the head of a document is that of a `Posts.xml`.
  static func checkHead(_ head: XMLPart, _ cutter: XMLCutter, _ log: SkipLog) throws(Problem) {
    let isOther = try head.head(cutter, log, false) { isOther, scanner throws(XMLFailure) in
      while let token = try scanner.next() {
        switch token {
        case .start where !scanner.isNamed("posts"):
          isOther = true
          return false
        case .text(let range): try scanner.check(range)
        default: break
        }
      }
      return true
    }
    if isOther {
      throw Problem(
        .badInput, "not a StackExchange Posts.xml", path: head.path, got: "an unknown element",
        expected: "<posts> with <row …/> inside")
    }
  }
}
