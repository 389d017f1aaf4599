/// The quotes of a line, `''` and `'''`, to find an apostrophe that belongs to the text.
///
/// Where both kinds are odd in number, one `'''` is an apostrophe and italics, as in `l'''être''`:
/// MediaWiki's `doQuotes` takes the first after a word of one letter, else after a longer word,
/// else after a space. A place for it is kept in the output, to be filled at the line's end.
struct WikitextQuotes {
  private var isItalicOdd = false
  private var isBoldOdd = false
  private var afterLetter: Int32 = -1
  private var afterWord: Int32 = -1
  private var afterSpace: Int32 = -1

  /// Counts quotes of `width` 2, 3 or 5 at the end of the output.
  mutating func add(_ width: Int, _ output: inout [UInt8]) {
    if width != 3 { isItalicOdd.toggle() }
    if width == 2 { return }
    isBoldOdd.toggle()
    if width == 3 { keepPlace(&output) }
  }

  private mutating func keepPlace(_ output: inout [UInt8]) {
    guard let place = Int32(exactly: output.count) else { return }
    let isBehindWord = output.last.map { !$0.isMarkupSpace } ?? false
    if !isBehindWord {
      guard afterSpace < 0 else { return }
      afterSpace = place
    } else if isBehindOneLetter(output) {
      guard afterLetter < 0 else { return }
      afterLetter = place
    } else {
      guard afterWord < 0 else { return }
      afterWord = place
    }
    output.append(WikitextMark.erased)
  }

  /// Whether a word of one character, of one or more bytes, ends the output.
  private func isBehindOneLetter(_ output: [UInt8]) -> Bool {
    var start = output.count - 1
    while start > 0, output[start] & 0xC0 == 0x80, output.count - start < 4 { start -= 1 }
    return start == 0 || output[start - 1].isMarkupSpace
  }

  /// Puts the apostrophe where it belongs, if there is one, and begins the next line.
  mutating func endLine(_ output: inout [UInt8]) {
    if isItalicOdd, isBoldOdd {
      let place = Int(afterLetter >= 0 ? afterLetter : afterWord >= 0 ? afterWord : afterSpace)
      if place >= 0, place < output.count, output[place] == WikitextMark.erased {
        output[place] = UInt8(ascii: "'")
      }
    }
    if isItalicOdd || isBoldOdd || afterLetter >= 0 || afterWord >= 0 || afterSpace >= 0 {
      self = WikitextQuotes()
    }
  }
}
