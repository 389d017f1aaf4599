/// Pieces of HTML that no text can break out of.
///
/// Names of elements and attributes are written in the program; whatever comes from files is escaped. There are no
/// `style` attributes and no handlers, which the page's policy would not run.
package struct HTML: Sendable, ExpressibleByArrayLiteral {
  /// In UTF-8.
  private(set) var markup: [UInt8] = []

  package init() {}

  /// One after another.
  package init(_ parts: [HTML]) {
    for part in parts { markup += part.markup }
  }

  package init(arrayLiteral parts: HTML...) { self.init(parts) }

  package static func + (a: HTML, b: HTML) -> HTML { HTML([a, b]) }

  /// Text as a reader sees it: characters that are not seen, or that reorder others, by their signs.
  package static func text(_ text: String) -> HTML {
    var html = HTML()
    for part in pageParts(of: text) {
      if part.isSign {
        html.markup += "<span class=\"sign\">".utf8
        appendEscaped(part.text, to: &html.markup)
        html.markup += "</span>".utf8
      } else {
        appendEscaped(part.text, to: &html.markup)
      }
    }
    return html
  }

  /// - Parameters:
  ///   - attributes: an empty value is written too: `hidden=""` is `hidden`.
  ///   - parts: what is inside; nothing is written of it where the element cannot hold any, as `meta`.
  package static func element(
    _ name: StaticString, _ attributes: KeyValuePairs<StaticString, String> = [:],
    _ parts: HTML...
  ) -> HTML {
    element(name, attributes, parts)
  }

  package static func element(
    _ name: StaticString, _ attributes: KeyValuePairs<StaticString, String> = [:],
    _ parts: [HTML]
  ) -> HTML {
    var html = HTML()
    html.markup += "<\(name)".utf8
    for (key, value) in attributes {
      precondition(
        "\(key)" != "style" && !"\(key)".hasPrefix("on"), "the page's policy allows none")
      html.markup += " \(key)=\"".utf8
      appendEscaped(visibleInPage(value), to: &html.markup)
      html.markup.append(UInt8(ascii: "\""))
    }
    html.markup.append(UInt8(ascii: ">"))
    if voidElements.contains("\(name)") { return html }
    for part in parts { html.markup += part.markup }
    html.markup += "</\(name)>".utf8
    return html
  }

  /// A link where the address is one of the web, else its text.
  package static func link(_ address: String) -> HTML {
    guard isWebAddress(address) else { return text(address) }
    return element("a", ["href": address, "rel": "noreferrer noopener"], text(address))
  }

  /// Elements that have no end tag.
  private static let voidElements: Set<String> = ["br", "hr", "img", "input", "link", "meta"]

  private static func appendEscaped(_ text: String, to markup: inout [UInt8]) {
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "&"): markup += "&amp;".utf8
      case UInt8(ascii: "<"): markup += "&lt;".utf8
      case UInt8(ascii: ">"): markup += "&gt;".utf8
      case UInt8(ascii: "\""): markup += "&quot;".utf8
      case UInt8(ascii: "'"): markup += "&#39;".utf8
      default: markup.append(byte)
      }
    }
  }
}

/// Whether text is an address that a page may link to: of `http` or `https`, and without anything unseen in it.
/// `Resources/page.js` asks the same.
package func isWebAddress(_ text: String) -> Bool {
  let start = text.prefix(8).lowercased()
  guard start.hasPrefix("http://") || start == "https://", text.utf8.count <= 4096 else {
    return false
  }
  return text.unicodeScalars.allSatisfy { $0.value > 0x20 && visibleSign($0) == nil }
}
