/// Joins the posts of a site: questions with their answers, in ascending question id.
///
/// Answers can be anywhere in the file, so posts are sorted by question in bounded memory. What is
/// sorted is HTML, twice the size of its text: turning it into text is what takes longest, and
/// after the sort all workers can share it.
final class StackExchangeThreads {
  /// The most bytes of answers to one question, which are held in memory.
  static let answerLimit = 64 << 20

  private let sorter: ExternalSorter
  private let filter: StackExchangeFilter
  private let path: String
  /// The first post of the next group, read while the last one was completed.
  private var pending: StackExchangePost?
  private var record: [UInt8] = []

  init(_ path: String, _ filter: StackExchangeFilter, scratch: String?, sortMemory: Int) {
    self.path = path
    self.filter = filter
    sorter = ExternalSorter(scratch: scratch, runBytes: sortMemory)
  }

  func add(_ posts: [StackExchangePost], _ log: SkipLog) throws(Problem) {
    for post in posts {
      guard let key = post.sortKey else {
        note("answer without ParentId", post, log)
        continue
      }
      post.encode(into: &record)
      try sorter.add(key, record)
    }
  }

  /// The next question that is wanted, with its answers; nil after the last.
  func next(_ log: SkipLog) throws(Problem) -> StackExchangeThread? {
    while let first = try nextSorted() {
      guard first.kind == .question else {
        log.filtered("answer without question", id: first.idText, text: first.body)
        continue
      }
      let answers = try answers(to: first, log)
      if let thread = StackExchangeThread(first, answers, filter, log) { return thread }
    }
    return nil
  }

  private func nextSorted() throws(Problem) -> StackExchangePost? {
    if let post = pending {
      pending = nil
      return post
    }
    guard let key = try sorter.next(into: &record) else { return nil }
    return StackExchangePost(record, key)
  }

  private func answers(
    to question: StackExchangePost, _ log: SkipLog
  ) throws(Problem) -> [StackExchangePost] {
    var answers: [StackExchangePost] = []
    var bytes = 0
    while let post = try nextSorted() {
      if post.kind == .answer, post.parent == question.id {
        bytes += post.body.count + MemoryLayout<StackExchangePost>.size
        if bytes > Self.answerLimit {
          note("more than \(Self.answerLimit >> 20) MiB of answers to a question", post, log)
        } else {
          answers.append(post)
        }
      } else if post.kind == .question, post.id == question.id {
        note("question id stands twice", post, log)
      } else {
        pending = post
        break
      }
    }
    return answers
  }

  private func note(_ reason: String, _ post: StackExchangePost, _ log: SkipLog) {
    log.bad(reason, Problem(.badInput, reason, path: path, place: "post \(post.id)"))
  }
}
