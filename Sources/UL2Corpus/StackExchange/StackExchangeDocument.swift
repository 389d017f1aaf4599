/// Puts the text of a question and its answers together.
enum StackExchangeDocument {
  /// Fills an empty `document`: title, question, answers, each answer after what marks it. Its text stays empty
  /// where the question says nothing, or nothing but a title to which there is no answer; that, and answers
  /// that say nothing, are noted.
  static func write(
    _ thread: StackExchangeThread, _ site: [UInt8]?, _ style: PostStyle, _ log: SkipLog,
    to document: inout Document
  ) {
    let question = thread.question
    var answers: [StackExchangePost] = []
    let hasTitle = question.title.contains { !$0.isMarkupSpace }
    if hasTitle { document.text.append(contentsOf: question.title) }
    let hasBody = append(style.text(of: question.body), to: &document.text)
    if hasTitle || hasBody {
      for answer in thread.answers {
        let text = style.text(of: answer.body)
        if text.isEmpty {
          log.filtered("answer without text", id: answer.idText, text: answer.body)
          continue
        }
        if style.answers == .line { append(answerLine, to: &document.text) }
        append(text, to: &document.text)
        answers.append(answer)
      }
    } else {
      for answer in thread.answers {
        log.filtered("answer to a question without text", id: answer.idText, text: answer.body)
      }
    }
    if !hasBody, answers.isEmpty {
      log.filtered("question without text", id: question.idText, text: question.title)
      document.removeAll()
      return
    }
    document.id.append(contentsOf: String(question.id).utf8)
    document.metadata = metadata(
      question, site, answers: answers.map(\.id), reusing: document.metadata)
  }

  private static let answerLine = Array("Answer:".utf8)

  static func metadata(
    _ post: StackExchangePost, _ site: [UInt8]?, answers: [UInt64]? = nil,
    reusing buffer: consuming [UInt8]
  ) -> [UInt8] {
    var metadata = MetadataWriter(reusing: buffer)
    if post.kind == .question {
      metadata.add("title", post.title)
      metadata.add("tags", texts: post.tagList)
    }
    metadata.add("score", post.score)
    if let answers { metadata.add("answer_ids", numbers: answers) }
    if let accepted = post.acceptedAnswer { metadata.add("accepted_answer_id", accepted) }
    if let parent = post.parent { metadata.add("parent_id", parent) }
    if !post.creationDate.isEmpty { metadata.add("creation_date", post.creationDate) }
    if !post.license.isEmpty { metadata.add("license", post.license) }
    if let site { metadata.add("site", site) }
    return metadata.finish()
  }

  /// Appends a paragraph; false where there is nothing in it.
  @discardableResult
  private static func append(_ part: [UInt8], to text: inout [UInt8]) -> Bool {
    if part.isEmpty { return false }
    if !text.isEmpty { text.append(contentsOf: [0x0A, 0x0A]) }
    text.append(contentsOf: part)
    return true
  }
}
