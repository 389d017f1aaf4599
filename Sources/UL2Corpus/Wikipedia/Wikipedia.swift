/// Wikipedia, and any other wiki of MediaWiki's: a document per page.
import UL2Input

extension Source {
  public static let wikipedia = Source(
    name: "wikipedia",
    summary:
      "XML dumps, current or with history, in any compression; CirrusSearch; JSON Lines",
    formats: [.wikipediaXML, .cirrusSearch, .jsonLines],
    // The indexes of multistream dumps.
    companions: Companions.common + ["*-index*.txt*"])
}

extension InputFormat {
  public static let wikipediaXML = InputFormat(
    id: .wikipediaXML, phrase: "an XML dump of pages", options: [.tables],
    sevenZipMember: ".xml",
    looksLike: { $0.hasText("<") },
    open: { input throws(Problem) in
      let (recordText, tables) = (input.options.recordText, input.options.tables)
      return WikipediaParts(input.bytes, recordText: recordText, tables: tables)
    })

  /// Wikipedia's search index: pairs of lines, an action and a document with its plain text.
  public static let cirrusSearch = InputFormat(
    id: .cirrusSearch, phrase: "a CirrusSearch dump", looksLike: { $0.hasText("{\"index\":") },
    open: { input throws(Problem) in
      let recordText = input.options.recordText
      return CirrusSearchParts(input.bytes, recordText: recordText)
    })
}
