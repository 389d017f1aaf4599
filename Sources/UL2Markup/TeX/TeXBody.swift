/// Where a file has its document.
enum TeXBody {
  /// The text between `\begin{document}` and `\end{document}`, or to the text's end.
  static func document(in text: [UInt8]) -> Range<Int>? {
    guard let begin = text.firstIndex(of: "\\begin{document}", from: 0) else { return nil }
    let start = begin + "\\begin{document}".utf8.count
    return start..<(text.firstIndex(of: "\\end{document}", from: start) ?? text.count)
  }
}
