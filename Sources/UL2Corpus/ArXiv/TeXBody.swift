/// Cuts a paper's text to what is read: the document, without its bibliography.
enum TeXBody {
  /// What stands between `\begin{document}` and `\end{document}`, or to the text's end.
  static func document(in text: [UInt8]) -> Range<Int>? {
    guard let begin = text.firstIndex(of: "\\begin{document}", from: 0) else { return nil }
    let start = begin + "\\begin{document}".utf8.count
    return start..<(text.firstIndex(of: "\\end{document}", from: start) ?? text.count)
  }

  /// Without `thebibliography` and the commands that make one.
  static func withoutBibliography(_ text: [UInt8]) -> [UInt8] {
    var output: [UInt8] = []
    output.reserveCapacity(text.count)
    var ends = TeXEnvironmentEnds()
    var at = 0
    while at < text.count {
      let next = text[at...].firstIndex(of: UInt8(ascii: "\\")) ?? text.count
      output.append(contentsOf: text[at..<next])
      guard next < text.count else { break }
      let word = text.controlWord(at: next)
      at = min(max(word.upperBound, next + 2), text.count)
      if text.isWord(word, "begin"), let name = text.environmentName(from: word.upperBound) {
        let name = Array(text[name])
        if bibliographies.contains(name) {
          let end = ends.end(of: name, in: text, from: at)
          at = end.map { $0 + "\\end{}".utf8.count + name.count } ?? text.count
          continue
        }
      } else if bibliographyCommands.contains(where: { text.isWord(word, $0) }) {
        at = afterArguments(text, from: word.upperBound)
        continue
      }
      output.append(contentsOf: text[next..<at])
    }
    return output
  }

  private static let bibliographies = Set(
    ["thebibliography", "references"].map { Array($0.utf8) })
  private static let bibliographyCommands: [StaticString] = [
    "bibliography", "bibliographystyle", "printbibliography", "nocite",
  ]

  private static func afterArguments(_ text: [UInt8], from start: Int) -> Int {
    if text.has("[", at: start) {
      let line = text[start...].prefix { $0 != 0x0A }
      return line.firstIndex(of: UInt8(ascii: "]")).map { $0 + 1 } ?? start
    }
    return text.group(at: start, limit: 4096).map { $0.upperBound + 1 } ?? start
  }

  /// No spaces at the ends of lines, no two empty lines, none at the ends of the text.
  static func tidied(_ text: [UInt8]) -> [UInt8] {
    var output: [UInt8] = []
    output.reserveCapacity(text.count)
    var breaks = 0
    var spaces = 0
    for byte in text {
      switch byte {
      case 0x0A:
        breaks += 1
        spaces = 0
      case 0x20, 0x09: spaces += 1
      case 0x0D: break
      default:
        if !output.isEmpty { output.append(contentsOf: repeatElement(0x0A, count: min(breaks, 2))) }
        output.append(contentsOf: repeatElement(0x20, count: spaces))
        breaks = 0
        spaces = 0
        output.append(byte)
      }
    }
    return output
  }
}
