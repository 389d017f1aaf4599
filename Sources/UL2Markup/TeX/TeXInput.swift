/// A command that inputs a file: `\input`, `\include`, `\subfile`, `\import`.
struct TeXInput {
  let path: String
  let end: Int

  /// Longer names are none.
  private static let longestPath = 512

  static let words: [StaticString] = [
    "input", "include", "subfile", "import", "subimport", "subfileinclude", "inputfrom",
  ]

  /// The command whose backslash stands at `backslash`; nil when it is another one.
  init?(_ text: [UInt8], at backslash: Int) {
    let word = text.controlWord(at: backslash)
    guard Self.words.contains(where: { text.isWord(word, $0) }) else { return nil }
    let takesDirectory = ["import", "subimport", "inputfrom"].contains { text.isWord(word, $0) }
    let start = text.skippingTeXSpace(word.upperBound)
    if let group = text.group(at: start, limit: Self.longestPath) {
      guard takesDirectory else {
        path = Self.name(text, group)
        end = group.upperBound + 1
        return
      }
      let second = text.skippingTeXSpace(group.upperBound + 1)
      guard let name = text.group(at: second, limit: Self.longestPath) else { return nil }
      let directory = Self.name(text, group)
      path = joined(directory, Self.name(text, name))
      end = name.upperBound + 1
      return
    }
    // `\input file`, up to white space.
    guard text.isWord(word, "input"), start > word.upperBound else { return nil }
    var at = start
    while at < text.count, at - start < Self.longestPath, !text[at].isMarkupSpace,
      !"\\{}%".utf8.contains(text[at])
    { at += 1 }
    guard at > start else { return nil }
    path = Self.name(text, start..<at)
    end = at
  }

  private static func name(_ text: [UInt8], _ range: Range<Int>) -> String {
    String(decoding: text[text.trimmed(range)].filter { $0 != UInt8(ascii: "\"") }, as: UTF8.self)
  }
}
