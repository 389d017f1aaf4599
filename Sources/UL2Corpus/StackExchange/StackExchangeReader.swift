/// Reads a StackExchange site's `Posts.xml`: a document per question, with its answers.
///
/// Answers stand anywhere in the file, so questions and answers are joined by an external sort in
/// bounded memory, from any stream; documents come in ascending question id. The accepted answer
/// comes first, the others by score, highest first, then by id. Bodies become text before they are
/// sorted, which spills half of what their HTML would.
///
/// ```
/// Posts.xml ─▶ rows ─▶ HTML to text ─▶ sort by question ─▶ join ─▶ documents
/// ```
public final class StackExchangeReader: DocumentReader {
  private let rows: PostRows
  private let form: TextForm
  private let log: SkipLog
  private let path: String
  private let site: [UInt8]?
  private let sorter: ExternalSorter
  private var isSorted = false
  /// The first post of the next group, read while the last one was completed.
  private var pending: StackExchangePost?
  private var record: [UInt8] = []

  /// - Parameters:
  ///   - scratch: where sorted runs are spilled; by default `TMPDIR`, or `/tmp`. Up to about the size
  ///     of all text in the input.
  ///   - sortMemory: what is held in memory before it is spilled.
  public init(
    _ source: any ByteSource, form: TextForm, log: SkipLog, scratch: String? = nil,
    sortMemory: Int = 32 << 20
  ) throws(Problem) {
    rows = try PostRows(source, log)
    self.form = form
    self.log = log
    path = source.path
    site = stackExchangeSite(path: source.path).map { Array($0.utf8) }
    sorter = ExternalSorter(scratch: scratch, runBytes: sortMemory)
  }

  public func next(_ document: inout Document) throws(Problem) -> Bool {
    switch form {
    case .clean: try nextQuestion(&document)
    case .raw: try nextBody(&document)
    }
  }

  /// The Body of each question and answer, in file order.
  private func nextBody(_ document: inout Document) throws(Problem) -> Bool {
    document.removeAll()
    guard let post = try rows.next() else { return false }
    document.id.append(contentsOf: String(post.id).utf8)
    document.text = post.body
    document.metadata = StackExchangeDocument.metadata(post, site, reusing: document.metadata)
    return true
  }

  private func nextQuestion(_ document: inout Document) throws(Problem) -> Bool {
    try sortRows()
    while let first = try nextSorted() {
      guard first.kind == .question else {
        log.filtered("answer without question")
        continue
      }
      let answers = try answers(to: first)
      document.removeAll()
      StackExchangeDocument.write(first, answers, site, to: &document)
      if !document.text.isEmpty { return true }
      log.filtered("question without text")
    }
    return false
  }

  private func sortRows() throws(Problem) {
    guard !isSorted else { return }
    isSorted = true
    while var post = try rows.next() {
      guard let key = post.sortKey else {
        let reason = "answer without ParentId"
        log.bad(reason, Problem(.badInput, reason, path: path, place: "post \(post.id)"))
        continue
      }
      var text: [UInt8] = []
      appendHTMLText(post.body, to: &text)
      post.body = text
      post.encode(into: &record)
      try sorter.add(key, record)
    }
  }

  private func nextSorted() throws(Problem) -> StackExchangePost? {
    if let post = pending {
      pending = nil
      return post
    }
    guard let key = try sorter.next(into: &record) else { return nil }
    return StackExchangePost(record, key)
  }

  private func answers(to question: StackExchangePost) throws(Problem) -> [StackExchangePost] {
    var answers: [StackExchangePost] = []
    while let post = try nextSorted() {
      if post.kind == .answer, post.parent == question.id {
        answers.append(post)
      } else if post.kind == .question, post.id == question.id {
        let reason = "question id stands twice"
        log.bad(reason, Problem(.badInput, reason, path: path, place: "post \(post.id)"))
      } else {
        pending = post
        break
      }
    }
    return answers
  }
}

/// The site that a path names, `ai.stackexchange.com/Posts.xml` or `ai.stackexchange.com.7z`; nil
/// when none does.
package func stackExchangeSite(path: String) -> String? {
  for part in path.split(separator: "/").reversed() {
    for ending in [".com", ".net"] {
      guard let range = part.utf8.firstRange(of: ending.utf8) else { continue }
      let after = part[range.upperBound...]
      if after.isEmpty || after.hasPrefix(".") || after.hasPrefix("-") {
        return String(part[..<range.upperBound])
      }
    }
  }
  return nil
}
