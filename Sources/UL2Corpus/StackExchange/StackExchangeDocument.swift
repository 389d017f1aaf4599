import UL2Markup

/// Puts the text of a question and its answers together.
enum StackExchangeDocument {
  /// Fills an empty `document`: title, question, answers, a blank line between them.
  static func write(_ thread: StackExchangeThread, _ site: [UInt8]?, to document: inout Document) {
    let question = thread.question
    document.id.append(contentsOf: String(question.id).utf8)
    document.text.append(contentsOf: question.title)
    append(question.body, to: &document.text)
    for answer in thread.answers { append(answer.body, to: &document.text) }
    document.metadata = metadata(
      question, site, answers: thread.answers.map(\.id), reusing: document.metadata)
  }

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

  private static func append(_ html: [UInt8], to text: inout [UInt8]) {
    var part: [UInt8] = []
    appendHTMLText(html, to: &part)
    if part.isEmpty { return }
    if !text.isEmpty { text.append(contentsOf: [0x0A, 0x0A]) }
    text.append(contentsOf: part)
  }
}
