/// A post as the bytes of a sort record: five integers, then each text with its length before it.
///
/// Never leaves the scratch file of the run that wrote it, so there is no version to check.
extension StackExchangePost {
  /// Questions first, then answers, below each question's id.
  var sortKey: ExternalSorter.Key? {
    switch kind {
    case .question: ExternalSorter.Key(major: id, minor: 0)
    case .answer: parent.map { ExternalSorter.Key(major: $0, minor: 1) }
    }
  }

  /// Replaces `record` by this post.
  func encode(into record: inout [UInt8]) {
    record.removeAll(keepingCapacity: true)
    appendLittleEndian(id, to: &record)
    appendLittleEndian(UInt64(bitPattern: score), to: &record)
    appendLittleEndian(acceptedAnswer == nil ? 0 : 1, to: &record)
    appendLittleEndian(acceptedAnswer ?? 0, to: &record)
    for text in [title, tags, creationDate, license, body] {
      appendLittleEndian(UInt64(text.count), to: &record)
      record.append(contentsOf: text)
    }
  }

  init(_ record: [UInt8], _ key: ExternalSorter.Key) {
    kind = key.minor == 0 ? .question : .answer
    parent = kind == .answer ? key.major : nil
    id = littleEndian(record, at: 0)
    score = Int64(bitPattern: littleEndian(record, at: 8))
    acceptedAnswer = littleEndian(record, at: 16) == 0 ? nil : littleEndian(record, at: 24)
    var at = 32
    func text() -> [UInt8] {
      let count = Int(littleEndian(record, at: at))
      defer { at += 8 + count }
      return Array(record[at + 8..<at + 8 + count])
    }
    title = text()
    tags = text()
    creationDate = text()
    license = text()
    body = text()
  }
}
