/// The meaning of an element for text: whether it breaks a line, is a list, or hides its content.
///
/// Elements that are not listed are inline: their tags vanish and their content stays.
enum HTMLElement: UInt8 {
  case inline
  /// Set apart by blank lines.
  case block
  case image
  case lineBreak
  case rule
  case preformatted
  case bulletList
  case numberedList
  case listItem
  case tableRow
  case tableCell
  /// Content that is not text: everything up to the end tag goes.
  case hidden

  /// The element called by the bytes of `range`, in any case.
  init(_ bytes: [UInt8], _ range: Range<Int>) {
    self = Self.names[bytes, range].flatMap(HTMLElement.init(rawValue:)) ?? .inline
  }

  private static let names: PackedWords = {
    let names: [(HTMLElement, String)] = [
      (
        .block,
        """
        p div section article header footer main nav aside blockquote figure figcaption form \
        fieldset legend address h1 h2 h3 h4 h5 h6 dl dt dd center details summary body html table \
        caption thead tbody tfoot hgroup menu dir option
        """
      ),
      (.image, "img image"),
      (.lineBreak, "br"),
      (.rule, "hr"),
      (.preformatted, "pre listing"),
      (.bulletList, "ul"),
      (.numberedList, "ol"),
      (.listItem, "li"),
      (.tableRow, "tr"),
      (.tableCell, "td th"),
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
