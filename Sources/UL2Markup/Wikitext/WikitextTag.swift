/// A tag in wikitext: only known names are tags, `a<b` and `<foo>` are text.
struct WikitextTag {
  enum Role {
    /// An extension whose content is not text: a footnote, a gallery.
    case removed
    /// `<nowiki>`: text without markup.
    case plain
    case preformatted
    case code
    case formula
    case table
    case lineBreak
    case paragraph
    case listItem
    case row
    case cell
    case superscript
    /// The tag goes, its content stays wikitext.
    case inline
  }

  /// The name in lower case, packed.
  let name: UInt128
  let role: Role
  /// `</name>`.
  let isEnd: Bool
  /// `<name />`.
  let isEmpty: Bool
  /// `</name x>`, which ends no extension.
  let hasMore: Bool
  /// After its `>`.
  let end: Int

  /// The tag whose `<` is at `start`; nil when none is.
  init?(_ bytes: [UInt8], at start: Int) {
    var at = start + 1
    isEnd = at < bytes.count && bytes[at] == UInt8(ascii: "/")
    if isEnd { at += 1 }
    var name: UInt128 = 0
    let nameStart = at
    while at < bytes.count, at - nameStart < 16, bytes[at].isASCIIAlphanumeric {
      name = name << 8 | UInt128(bytes[at].asciiLowercased)
      at += 1
    }
    guard at < bytes.count, !bytes[at].isASCIIAlphanumeric, let role = Self.roles[name] else {
      return nil
    }
    self.name = name
    self.role = role
    let nameEnd = at
    // Nothing that contains another tag is a tag, which also bounds the search.
    while at < bytes.count, bytes[at] != UInt8(ascii: ">") {
      if bytes[at] == UInt8(ascii: "<") { return nil }
      at += 1
    }
    guard at < bytes.count else { return nil }
    hasMore = bytes.withoutMarks(nameEnd..<at).count > 0
    isEmpty = bytes[at - 1] == UInt8(ascii: "/")
    end = at + 1
  }

  private static let roles: [UInt128: Role] = {
    let names: [(Role, String)] = [
      (
        .removed,
        """
        ref references gallery timeline score imagemap templatedata graph mapframe maplink inputbox \
        categorytree templatestyles indicator hiero includeonly style script rss dynamicpagelist \
        listing charinsert
        """
      ),
      (.plain, "nowiki"),
      (.preformatted, "pre"),
      (.code, "source syntaxhighlight"),
      (.formula, "math chem ce"),
      (.table, "table"),
      (.lineBreak, "br div blockquote center poem dd dt dl ul ol hr caption"),
      (.paragraph, "p h1 h2 h3 h4 h5 h6"),
      (.listItem, "li"),
      (.row, "tr"),
      (.cell, "td th"),
      (.superscript, "sup"),
      (
        .inline,
        """
        b i u s em strong small big sub span font tt code kbd samp var cite dfn abbr acronym \
        del ins strike q a bdi bdo rb rp rt rtc ruby time mark data wbr noinclude onlyinclude \
        section nomobile translate tvar languages img thead tbody tfoot col \
        colgroup label link meta article header footer figure figcaption nobr blink poll
        """
      ),
    ]
    var roles: [UInt128: Role] = [:]
    for (role, words) in names {
      for word in words.split(separator: " ") {
        roles[word.utf8.reduce(0) { $0 << 8 | UInt128($1) }] = role
      }
    }
    return roles
  }()
}
