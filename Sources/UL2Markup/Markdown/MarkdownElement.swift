/// An HTML element's role in Markdown.
///
/// Elements that are not listed are inline: their tags vanish and their content stays. Links are among them: an
/// address says little to a reader of the text.
enum MarkdownElement: UInt8 {
  case inline
  /// Set apart by blank lines.
  case block
  case image
  case lineBreak
  case rule
  case preformatted
  case quotation
  case bulletList
  case numberedList
  case listItem
  case heading1, heading2, heading3, heading4, heading5, heading6
  case table
  /// Groups rows, and means nothing.
  case rows
  case row
  case cell
  case code
  case emphasis
  case strong
  case struck
  case superscript
  /// Content that is not text: everything up to the end tag goes.
  case hidden

  /// The element called by the bytes of `range`, in any case.
  init(_ bytes: [UInt8], _ range: Range<Int>) {
    self = Self.names[bytes, range].flatMap(MarkdownElement.init(rawValue:)) ?? .inline
  }

  /// 1 to 6; nil for what is not a heading.
  var headingLevel: Int? {
    let level = Int(rawValue) - Int(Self.heading1.rawValue) + 1
    return 1...6 ~= level ? level : nil
  }

  private static let names: PackedWords = {
    let names: [(MarkdownElement, String)] = [
      (
        .block,
        """
        p div section article header footer main nav aside figure figcaption form fieldset legend \
        address dl dt dd center details summary body html caption hgroup menu dir option
        """
      ),
      (.image, "img image"),
      (.lineBreak, "br"),
      (.rule, "hr"),
      (.preformatted, "pre listing"),
      (.quotation, "blockquote"),
      (.bulletList, "ul"),
      (.numberedList, "ol"),
      (.listItem, "li"),
      (.heading1, "h1"), (.heading2, "h2"), (.heading3, "h3"),
      (.heading4, "h4"), (.heading5, "h5"), (.heading6, "h6"),
      (.table, "table"),
      (.rows, "thead tbody tfoot colgroup col"),
      (.row, "tr"),
      (.cell, "td th"),
      (.code, "code tt samp"),
      (.emphasis, "em i"),
      (.strong, "strong b"),
      (.struck, "del s strike"),
      (.superscript, "sup"),
      (
        .hidden,
        "script style title textarea noscript template iframe noembed noframes xmp svg object"
      ),
    ]
    return PackedWords(
      names.flatMap { element, words in
        words.split(separator: " ").map { (word: String($0), value: element.rawValue) }
      })
  }()
}
