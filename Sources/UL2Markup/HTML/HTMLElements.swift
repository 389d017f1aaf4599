/// What an element means for text: whether it breaks a line, is a list, or hides its content.
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
  /// Content that is no text: everything up to the end tag goes.
  case hidden

  /// The element called by the bytes of `range`, in any case.
  init(_ bytes: [UInt8], _ range: Range<Int>) {
    // Longer names than any that is listed cannot be looked up by their packed form.
    guard range.count <= 16 else {
      self = .inline
      return
    }
    var packed: UInt128 = 0
    for i in range { packed = packed << 8 | UInt128(bytes[i].asciiLowercased) }
    self = Self.table[packed] ?? .inline
  }

  private static let table: [UInt128: HTMLElement] = {
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
    var table: [UInt128: HTMLElement] = [:]
    for (element, words) in names {
      for word in words.split(separator: " ") {
        table[word.utf8.reduce(0) { $0 << 8 | UInt128($1) }] = element
      }
    }
    return table
  }()
}
