/// Options of readers; all of them are in the manifests of what is made with them.
import UL2Markup

/// An option that not all sources have, by its name in manifests.
package enum ReaderOption: String, CaseIterable, Sendable {
  case textField = "text_field"
  case htmlText = "html_text"
  case minScore = "min_score"
  case maxAnswers = "max_answers"
  case markup
  case answers
  case dropAppendix = "drop_appendix"
  case tables
}

/// How records become texts; each choice belongs to some sources only.
public struct ReaderOptions: Sendable, Equatable {
  public var recordText = RecordText.clean
  /// nil: recognised by the content.
  public var format: InputFormat?
  /// The text's field or column, dots between levels; nil: the usual names.
  public var textField: String?
  /// How much of a page of HTML is read.
  public var htmlText = HTMLTextScope.main
  /// Of StackExchange's answers, and of questions with all their answers.
  public var minScore: Int64?
  /// Of a StackExchange question, in a document's order.
  public var maxAnswers: Int?
  /// How StackExchange's HTML becomes text.
  public var markup = PostMarkup.markdown
  /// The separator before each of StackExchange's answers.
  public var answers = AnswerMark.line
  /// Whether a paper's text ends where its appendices begin.
  public var dropsAppendix = false
  /// How Wikipedia's tables are read.
  public var tables = WikitextTables.drop
  /// Directories that were given, for sources that name documents by paths below them.
  public var directories: [String] = []

  public init() {}

  /// An input's path below the given directory that it was found in; all of it where there is none.
  func name(of path: String) -> String {
    let found = directories.map { $0.hasSuffix("/") ? $0 : $0 + "/" }
      .filter { path.hasPrefix($0) && path.utf8.count > $0.utf8.count }
      .max { $0.utf8.count < $1.utf8.count }
    return found.map { String(path.dropFirst($0.count)) } ?? path
  }

  /// As manifests of stores of format 1 had it; nil where something is asked for that came later.
  package var jsonOfFormat1: JSONValue? {
    let known: Set = [
      "format", "text_field", "html_text", "min_score", "max_answers", "drop_appendix",
      "directories",
    ]
    let members = json.members ?? []
    let usual = ReaderOptions().json
    let isUsual = members.allSatisfy { known.contains($0.key) || usual[$0.key] == $0.value }
    return isUsual ? .object(members.filter { known.contains($0.key) }) : nil
  }

  /// As it is in manifests.
  package var json: JSONValue {
    let value: JSONValue = [
      "format": JSONValue(format?.name) { .string($0) },
      "text_field": JSONValue(textField) { .string($0) },
      "html_text": .string(htmlText.rawValue),
      "min_score": JSONValue(minScore) { .number(String($0)) },
      "max_answers": JSONValue(maxAnswers) { JSONValue($0) },
      "markup": .string(markup.rawValue),
      "answers": .string(answers.rawValue),
      "drop_appendix": .bool(dropsAppendix),
    ]
    var members = value.members ?? []
    // Left out where it is as in manifests that do not know it.
    if tables != .drop { members.append(.init("tables", .string(tables.rawValue))) }
    if !directories.isEmpty {
      members.append(.init("directories", .array(directories.map { .string($0) })))
    }
    return .object(members)
  }
}
