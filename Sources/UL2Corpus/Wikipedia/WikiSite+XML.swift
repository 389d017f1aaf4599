import UL2Markup

/// Reads `<siteinfo>`, which is before a dump's first page.
extension WikiSite {
  /// - Parameter scanner: at the front of the document.
  mutating func read(_ scanner: inout XMLScanner) throws(XMLFailure) {
    var content: [UInt8] = []
    var key: Int?
    while let token = try scanner.next() {
      switch token {
      case .start:
        content.removeAll(keepingCapacity: true)
        if scanner.isNamed("namespace") {
          key = scanner.attributes.first { scanner.isNamed($0, "key") }
            .flatMap { parseInteger(Int.self, scanner.value($0)) }
        }
      case .end:
        if scanner.isNamed("base") {
          base = content
        } else if scanner.isNamed("namespace"), let key {
          addNamespace(content, key)
        }
        content.removeAll(keepingCapacity: true)
      case .text(let range): try scanner.append(range, to: &content)
      case .literal(let range): scanner.appendLiteral(range, to: &content)
      case .comment, .instruction: break
      }
    }
  }
}
