/// Tells which revision of a long page is kept, before its characters are repaired.
import UL2Markup

extension WikiPageParser {
  /// Which of the revisions of one page is the last: a broken one if there is one, so that what is wrong with it
  /// is found out.
  static func last(_ revisions: XMLChildren, _ recordText: RecordText) -> Int {
    var parser = WikiPageParser(recordText)
    var scanner = unsafe XMLScanner(revisions.bytes)
    var held: WikiRevision?
    var last = 0
    for index in revisions.ranges.indices {
      guard let revision = parser.revision(index, revisions, &scanner) else { return index }
      if recordText == .clean, let held, !revision.replaces(held) { continue }
      held = revision
      last = index
    }
    return last
  }

  /// As it is read in a page; nil for a broken one.
  ///
  /// To repair each takes half as long again. What is well-formed is so when it is repaired, and of
  /// what it holds only
  /// the timestamp matters.
  private mutating func revision(
    _ index: Int, _ revisions: XMLChildren, _ scanner: inout XMLScanner
  ) -> WikiRevision? {
    scanner.begin(revisions.ranges[index], revisions.context)
    if let revision = try? revision(&scanner),
      revision.timestamp.allSatisfy({ (0x20...0x7E).contains($0) })
    {
      return revision
    }
    // What is noted about it is noted where the page is read.
    var records = XMLRecords(revisions.part(index), SkipLog())
    return records.next { scanner, _ throws(XMLFailure) in try revision(&scanner) }
  }
}
