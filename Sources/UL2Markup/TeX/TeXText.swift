/// Whether there is anything to read in a piece of TeX besides headings, inputs of files, layout and conditions:
/// what is left of some papers when others have cleaned them.
@Sendable package func hasTeXText(_ text: [UInt8]) -> Bool {
  var at = 0
  while at < text.count {
    switch text[at] {
    case UInt8(ascii: "%"): at = text.index(of: 0x0A, from: at, to: text.count)
    case UInt8(ascii: "\\"):
      guard let end = endOfEmptyCommand(text, at) else { return true }
      at = end
    case let byte where byte.isASCIIAlphanumeric || byte >= 0x80: return true
    default: at += 1
    }
  }
  return false
}

/// The end of a command that shows nothing, with its arguments; nil where it shows something.
private func endOfEmptyCommand(_ text: [UInt8], _ backslash: Int) -> Int? {
  let word = text.controlWord(at: backslash)
  if word.isEmpty { return min(backslash + 2, text.count) }
  if let input = TeXInput(text, at: backslash) { return min(input.end, text.count) }
  let name = TeXName(text, word)
  if let layout = TeXLayout.commands[name] {
    let arguments = TeXArguments(text, text.count)
    return arguments.end(of: layout.arguments, from: word.upperBound) ?? word.upperBound
  }
  if headings.contains(name) {
    var at = word.upperBound
    if text.has("*", at: at) { at += 1 }
    if let environment = text.environmentName(from: at),
      texVerbatimEnvironments.contains(TeXName(text, environment))
    {
      return nil
    }
    return min(text.behindArguments(from: at), text.count)
  }
  let isCondition = text.has("if", at: word.lowerBound) || conditions.contains(name)
  return isCondition ? word.upperBound : nil
}

private let conditions = Set(["else", "fi", "par"].map { TeXName($0.utf8) })

private let headings = Set(
  """
  part chapter section subsection subsubsection paragraph subparagraph label bibliography bibliographystyle \
  begin end documentclass documentstyle usepackage nocite printbibliography addbibresource title
  """.split(separator: " ").map { TeXName($0.utf8) })
