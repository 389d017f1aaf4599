/// What readers can be told; all of it stands in the manifests of what is made with it.
import UL2Markup

/// The forms that sources come in, by the names of `--format` and of mixtures.
package enum InputFormat: String, CaseIterable, Sendable {
  case jsonLines = "jsonl"
  /// Common Crawl's WARC and WET files: pages, or their text.
  case warc
  case parquet
  case postsXML = "posts_xml"
  case wikipediaXML = "wikipedia_xml"
  /// Wikipedia's search index: pairs of lines, an action and a document with its plain text.
  case cirrusSearch = "cirrussearch"
  /// arXiv's bulk tars, or a single paper.
  case arXivSource = "arxiv_source"
  /// A commit of a repository, as GitHub serves it: tar or zip.
  case repository
}

package struct ReaderOptions: Sendable, Equatable {
  package var form = TextForm.clean
  /// nil: told from the content.
  package var format: InputFormat?
  /// The text's field or column, dots between levels; nil: the usual names.
  package var textField: String?
  /// How much of a page of HTML is read.
  package var htmlText = HTMLTextScope.main
  /// Of StackExchange's answers, and of questions with all their answers.
  package var minScore: Int64?
  /// Of a StackExchange question, in a document's order.
  package var maxAnswers: Int?
  /// Whether a paper's text ends where its appendices begin.
  package var dropsAppendix = false

  package init() {}

  /// As it stands in manifests.
  package var json: JSONValue {
    [
      "format": JSONValue(format?.rawValue) { .string($0) },
      "text_field": JSONValue(textField) { .string($0) },
      "html_text": .string(htmlText.rawValue),
      "min_score": JSONValue(minScore) { .number(String($0)) },
      "max_answers": JSONValue(maxAnswers) { JSONValue($0) },
      "drop_appendix": .bool(dropsAppendix),
    ]
  }
}
