/// The rest of citations with torn markup: nobody reads `|url = …|access-date = …}}`.
extension WikitextScanner {
  /// How far back a citation's beginning is looked for.
  private static let citationReach = 2000

  /// Cuts the parameters of a citation at the end of the output, before braces that close nothing; false where
  /// there are none.
  mutating func cutCitation() -> Bool {
    var start: Int?
    var i = output.count - 1
    let limit = max(
      0, output.count - Self.citationReach, frames.last.map { $0.start + $0.width } ?? 0)
    while i >= limit {
      let byte = output[i]
      // Code and formulas are not part of a citation.
      if byte == WikitextMark.verbatimEnd { break }
      if byte == 0x0A, i > limit, output[i - 1] == 0x0A { break }
      if byte == UInt8(ascii: "|"), isParameter(i + 1) { start = i }
      i -= 1
    }
    guard let start else { return false }
    dropPipes(from: start)
    cut(to: start)
    return true
  }

  /// Whether the name of a citation's parameter and `=` are at `place` of the output.
  private func isParameter(_ place: Int) -> Bool {
    var end = place
    while end < output.count, end - place < 24, output[end] != UInt8(ascii: "=") {
      let byte = output[end]
      guard byte.isASCIIAlphanumeric || byte == 0x20 || byte == 0x2D || byte == 0x5F else {
        return false
      }
      end += 1
    }
    guard end < output.count, output[end] == UInt8(ascii: "=") else { return false }
    let name = output[output.withoutMarks(place..<end)].map(\.asciiLowercased)
    return Self.parameters.contains(name.filter { $0 != 0x2D && $0 != 0x5F && !$0.isASCIIDigit })
  }

  private static let parameters = Set(
    """
    url title last first accessdate date publisher website work archiveurl archivedate author authorlink year isbn
    pages page journal volume issue doi pmid pmc language format quote via location ref id newspaper agency
    deadurl urlstatus editor edition series magazine issn oclc bibcode arxiv jstor coauthors month titel hrsg
    autor abruf datum sammelwerk verlag jahr seiten titre auteur éditeur année consultéle lien nom prénom site
    """.utf8.split { $0 == 0x20 || $0 == 0x0A }.map { Array($0) })

  /// Citations that never end go up to the end of their line.
  mutating func eraseUnclosedCitations() {
    var done = 0
    for frame in frames where frame.kind == .template && frame.start >= done {
      let name = output.withoutMarks(
        frame.start + frame.width..<min(frame.start + 24, output.count))
      guard Self.citations.contains(where: { output.hasIgnoringCase($0, at: name.lowerBound) }),
        output[frame.start..<min(frame.start + 64, output.count)].contains(UInt8(ascii: "|"))
      else { continue }
      done = output.firstIndex(of: 0x0A, in: frame.start..<output.count)
      erase(frame.start..<done)
      if frame.start < output.count { output[frame.start] = WikitextMark.gap }
    }
  }

  private static let citations = [
    "cite ", "cite_", "citation", "harvnb", "sfn", "internetquelle", "literatur", "ouvrage",
    "lien web",
  ].map { Array($0.utf8) }
}
