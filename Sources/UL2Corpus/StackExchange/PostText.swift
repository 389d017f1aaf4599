import UL2Markup

/// How the HTML of StackExchange's posts becomes text.
public enum PostMarkup: String, CaseIterable, Sendable {
  /// Code fenced, quotations, lists, headings, emphasis and tables with their marks; no images.
  case markdown
  /// Plain text, with what describes images.
  case none
}

/// The separator before each answer of a StackExchange document.
public enum AnswerMark: String, CaseIterable, Sendable {
  /// A line `Answer:`.
  case line
  /// A blank line, as between paragraphs.
  case blank
}

/// The form of a StackExchange document's text.
package struct PostStyle: Sendable, Equatable {
  package var markup: PostMarkup
  package var answers: AnswerMark

  package init(markup: PostMarkup = .markdown, answers: AnswerMark = .line) {
    self.markup = markup
    self.answers = answers
  }

  /// The text of a post's HTML, without blank lines at its ends.
  func text(of html: [UInt8]) -> [UInt8] {
    var text: [UInt8] = []
    switch markup {
    case .markdown: appendMarkdown(html, to: &text)
    case .none: appendHTMLText(html, to: &text)
    }
    return text
  }
}
