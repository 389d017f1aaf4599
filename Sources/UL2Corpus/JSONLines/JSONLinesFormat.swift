/// Where a line of JSON keeps its text and its name: all that tells one JSON Lines corpus from
/// another. Its paths are split here, once, and not for every part of an input.
package struct JSONLinesFormat: Sendable {
  /// Where the text may be; the first that holds a string on a line is that line's text.
  package var textFields: [FieldPath]
  /// What may name a document: the first group whose fields are all strings or numbers and not
  /// empty, joined by slashes.
  package var idFields: [[FieldPath]]
  /// What a line without a text is counted under.
  package var missingText: String

  package init(
    textFields: [FieldPath], idFields: [[FieldPath]], missingText: String = "no text"
  ) {
    self.textFields = textFields
    self.idFields = idFields
    self.missingText = missingText
  }

  /// C4, RedPajama, CCNet, Dolma, the Pile, told apart line by line.
  package static let detected = JSONLinesFormat(
    textFields: ["text", "content", "raw_content"],
    idFields: [["id"], ["url"], ["meta.url"], ["meta.arxiv_id"], ["meta.id"]])

  /// BigQuery's export of GitHub, whose `id` is a hash, and RedPajama's GitHub.
  package static let gitHub = JSONLinesFormat(
    textFields: ["content", "text"],
    idFields: [
      ["repo_name", "path"], ["path"], ["meta.repo_name", "meta.path"], ["meta.path"], ["id"],
    ],
    missingText: "no content")

  /// Anything else whose text is known to be at `path`.
  package static func text(at path: String) -> JSONLinesFormat {
    JSONLinesFormat(textFields: [FieldPath(path)], idFields: detected.idFields)
  }
}
