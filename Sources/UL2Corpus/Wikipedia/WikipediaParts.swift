import UL2Input
import UL2Markup

/// Cuts a Wikipedia dump (`pages-articles.xml`, current or with history) into parts of whole pages.
///
/// Every part gets what the dump's head says about its wiki; pages are parsed and their wikitext cleaned there.
package final class WikipediaParts: InputParts {
  private let cutter: XMLCutter
  private let recordText: RecordText
  private let tables: WikitextTables
  private var site: WikiSite?

  package convenience init(
    _ input: consuming ByteReader, recordText: RecordText, tables: WikitextTables = .drop
  ) {
    self.init(input, recordText: recordText, tables: tables, partBytes: UL2Input.partBytes)
  }

  /// - Parameters:
  ///   - partBytes: the size of parts.
  ///   - pageLimit: the longest page, not counting revisions but its last.
  package init(
    _ input: consuming ByteReader, recordText: RecordText, tables: WikitextTables = .drop,
    partBytes: Int,
    pageLimit: Int = 64 << 20
  ) {
    self.recordText = recordText
    self.tables = tables
    cutter = XMLCutter(
      input,
      XMLShape(
        record: "page", repeated: "revision", kept: { WikiPageParser.last($0, recordText) },
        limit: pageLimit, partBytes: partBytes))
  }

  package func next(_ log: SkipLog) throws(Problem) -> (any InputPart)? {
    let known: WikiSite
    if let site {
      known = site
    } else {
      guard let head = try cutter.next(log) else { return nil }
      known = try head.head(cutter, log, WikiSite()) { site, scanner throws(XMLFailure) in
        try site.read(&scanner)
        return true
      }
      site = known
    }
    guard let part = try cutter.next(log) else { return nil }
    return WikipediaPart(part: part, site: known, recordText: recordText, tables: tables)
  }
}

private struct WikipediaPart: InputPart {
  let part: XMLPart
  let site: WikiSite
  let recordText: RecordText
  let tables: WikitextTables

  func open(_ log: SkipLog) -> any DocumentReader {
    WikiPagesReader(XMLRecords(part, log), site, recordText, tables, log)
  }
}
