/// One row of a site's `Posts.xml`: the attributes that a document is made of.
struct StackExchangePost {
  enum Kind { case question, answer }

  var kind: Kind
  var id: UInt64
  /// The question that an answer answers.
  var parent: UInt64?
  var acceptedAnswer: UInt64?
  var score: Int64
  var title: [UInt8]
  /// `<a><b>` until 2023, `|a|b|` from 2024, as it stands in the file.
  var tags: [UInt8]
  var creationDate: [UInt8]
  var license: [UInt8]
  /// HTML as unescaped by XML; once joined, plain text.
  var body: [UInt8]

  /// Why a row gives no post.
  enum Rejection: Error, Equatable {
    /// Sound, and of a kind that is not wanted.
    case filtered(String)
    case bad(String)
  }

  init(_ row: XMLAttributes) throws(Rejection) {
    guard let type = row.value("PostTypeId") else { throw .bad("row without PostTypeId") }
    switch type {
    case [UInt8(ascii: "1")]: kind = .question
    case [UInt8(ascii: "2")]: kind = .answer
    default:
      guard let number = parseInteger(UInt16.self, type) else {
        throw .bad("PostTypeId is no number")
      }
      throw .filtered("post type \(number)")
    }
    guard let id = row.value("Id").flatMap({ parseInteger(UInt64.self, $0) }) else {
      throw .bad("row without Id")
    }
    self.id = id
    parent = row.value("ParentId").flatMap { parseInteger(UInt64.self, $0) }
    acceptedAnswer = row.value("AcceptedAnswerId").flatMap { parseInteger(UInt64.self, $0) }
    score = row.value("Score").flatMap { parseInteger(Int64.self, $0) } ?? 0
    title = row.value("Title") ?? []
    tags = row.value("Tags") ?? []
    creationDate = row.value("CreationDate") ?? []
    license = row.value("ContentLicense") ?? []
    body = row.value("Body") ?? []
  }

  /// The tags one by one.
  var tagList: [[UInt8]] {
    tags.split { $0 == UInt8(ascii: "<") || $0 == UInt8(ascii: ">") || $0 == UInt8(ascii: "|") }
      .map(Array.init)
  }
}

/// The integer that `text` spells in decimal; nil when it does not, or does not fit.
func parseInteger<T: FixedWidthInteger>(_ type: T.Type, _ text: [UInt8]) -> T? {
  T(String(decoding: text, as: UTF8.self))
}
