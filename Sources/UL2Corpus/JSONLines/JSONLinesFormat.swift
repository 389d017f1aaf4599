import UL2Markup

/// Where a line of JSON keeps its text and its name: all that distinguishes one JSON Lines corpus
/// from another. Its paths are split here, once, and not for every part of an input.
package struct JSONLinesFormat: Sendable {
  /// Where the text may be; the first that holds a string on a line is that line's text.
  package var textFields: [FieldPath]
  /// The fields that a document's id may come from: of the first group whose fields are all strings or numbers and not
  /// empty, joined by slashes.
  package var idFields: [[FieldPath]]
  /// The reason under which a line without a text is counted.
  package var missingText: String
  /// Whether there is anything to read in a text; nil: in any.
  package var isText: (@Sendable ([UInt8]) -> Bool)?

  package init(
    textFields: [FieldPath], idFields: [[FieldPath]], missingText: String = "no text",
    isText: (@Sendable ([UInt8]) -> Bool)? = nil
  ) {
    self.textFields = textFields
    self.idFields = idFields
    self.missingText = missingText
    self.isText = isText
  }

  /// C4, RedPajama, CCNet, Dolma, the Pile, distinguished line by line.
  package static let detected = JSONLinesFormat(
    textFields: ["text", "content", "raw_content"],
    idFields: [["id"], ["url"], ["meta.url"], ["meta.arxiv_id"], ["meta.id"]])

  /// RedPajama's papers, some of which it has reduced to a heading, or a command that inputs a
  /// file.
  package static let arXiv = JSONLinesFormat(
    textFields: detected.textFields, idFields: detected.idFields, isText: hasTeXText)

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
