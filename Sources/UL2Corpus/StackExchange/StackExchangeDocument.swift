/// Puts a question and its answers together.
enum StackExchangeDocument {
  /// Fills an empty `document`: title, question, answers, a blank line between them.
  static func write(
    _ question: StackExchangePost, _ answers: [StackExchangePost], _ site: [UInt8]?,
    to document: inout Document
  ) {
    let answers = ordered(answers, accepted: question.acceptedAnswer)
    document.id.append(contentsOf: String(question.id).utf8)
    append(question.title, to: &document.text)
    append(question.body, to: &document.text)
    for answer in answers { append(answer.body, to: &document.text) }
    document.metadata = metadata(
      question, site, answers: answers.map(\.id), reusing: document.metadata)
  }

  /// The accepted one first, then by score as a number, highest first; of equal ones the older.
  static func ordered(
    _ answers: [StackExchangePost], accepted: UInt64?
  ) -> [StackExchangePost] {
    answers.sorted { a, b in
      if (a.id == accepted) != (b.id == accepted) { return a.id == accepted }
      return a.score == b.score ? a.id < b.id : a.score > b.score
    }
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

  private static func append(_ part: [UInt8], to text: inout [UInt8]) {
    if part.isEmpty { return }
    if !text.isEmpty { text.append(contentsOf: [0x0A, 0x0A]) }
    text.append(contentsOf: part)
  }
}
