import UL2Markup

/// One row of a site's `Posts.xml`: the attributes that a document is made of.
struct StackExchangePost {
  enum Kind { case question, answer }

  var kind = Kind.question
  var id: UInt64 = 0
  /// The question that an answer answers.
  var parent: UInt64?
  var acceptedAnswer: UInt64?
  var score: Int64 = 0
  var title: [UInt8] = []
  /// `<a><b>` until 2023, `|a|b|` from 2024, as it appears in the file.
  var tags: [UInt8] = []
  var creationDate: [UInt8] = []
  var license: [UInt8] = []
  /// HTML, as XML unescapes it.
  var body: [UInt8] = []

  init() {}

  /// Its name, if it is skipped.
  var idText: [UInt8] { Array(String(id).utf8) }

  /// Why a row gives no post.
  enum Rejection: Error, Equatable {
    /// Sound, and of a kind that is not wanted.
    case filtered(String)
    case bad(String)
  }

  private enum Field {
    case type, id, parent, accepted, score, title, tags, date, license, body

    /// The field that an attribute holds; nil for those that are not wanted.
    init?(_ attribute: XMLAttribute, of row: borrowing XMLScanner) {
      let name: StaticString
      switch attribute.name.count {
      case 2: (self, name) = (.id, "Id")
      case 4:
        unsafe (self, name) =
          row.bytes[attribute.name.lowerBound] == 0x42 ? (.body, "Body") : (.tags, "Tags")
      case 5:
        unsafe (self, name) =
          row.bytes[attribute.name.lowerBound] == 0x53 ? (.score, "Score") : (.title, "Title")
      case 8: (self, name) = (.parent, "ParentId")
      case 10: (self, name) = (.type, "PostTypeId")
      case 12: (self, name) = (.date, "CreationDate")
      case 14: (self, name) = (.license, "ContentLicense")
      case 16: (self, name) = (.accepted, "AcceptedAnswerId")
      default: return nil
      }
      if unsafe !row.bytes.is(name, attribute.name) { return nil }
    }
  }

  private enum PostType {
    case number(UInt16)
    case other
  }

  /// - Parameter row: right after a row's start tag.
  init(_ row: borrowing XMLScanner) throws(Rejection) {
    self.init()
    var type: PostType?
    var id: UInt64?
    for attribute in row.attributes {
      guard let field = Field(attribute, of: row) else { continue }
      switch field {
      case .type: type = row.integer(attribute).map { .number($0) } ?? .other
      case .id: id = row.integer(attribute)
      case .parent: parent = row.integer(attribute)
      case .accepted: acceptedAnswer = row.integer(attribute)
      case .score: score = row.integer(attribute) ?? 0
      case .title: title = row.value(attribute)
      case .tags: tags = row.value(attribute)
      case .date: creationDate = row.value(attribute)
      case .license: license = row.value(attribute)
      case .body: body = row.value(attribute)
      }
    }
    switch type {
    case .number(1): kind = .question
    case .number(2): kind = .answer
    case .number(let number): throw .filtered("post type \(number)")
    case .other: throw .bad("PostTypeId is no number")
    case nil: throw .bad("row without PostTypeId")
    }
    guard let id else { throw .bad("row without Id") }
    self.id = id
  }

  /// The tags one by one.
  var tagList: [[UInt8]] {
    tags.split { $0 == UInt8(ascii: "<") || $0 == UInt8(ascii: ">") || $0 == UInt8(ascii: "|") }
      .map(Array.init)
  }
}
