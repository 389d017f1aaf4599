/// The second pass over wikitext: lines, headings, lists and white space.
///
/// Headings wait until something is under them, so that sections that held only templates or
/// references vanish; lines that held only markup vanish without leaving a blank one.
struct WikitextLayout {
  private let bytes: [UInt8]
  private var output: [UInt8] = []
  private var owesBlank = false
  private var headings: [(level: Int, text: [UInt8])] = []
  private var numbering = ListNumbering()

  /// - Parameter bytes: text with `WikitextMark`s.
  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    output.reserveCapacity(bytes.count)
  }

  mutating func text() -> [UInt8] {
    var line = WikitextLine()
    var at = 0
    while at < bytes.count {
      line.read(bytes, &at)
      add(line)
    }
    return output
  }

  private mutating func add(_ line: WikitextLine) {
    let text = line.text
    guard let first = text.first else {
      if !line.hasGap, !line.isPlain {
        owesBlank = true
        numbering.reset()
      }
      return
    }
    // What was around something that was removed, as in `* {{cite}}.`
    if line.hasGap, first != UInt8(ascii: "="), text.allSatisfy(\.isASCIIPunctuation) { return }
    if !line.isPlain {
      switch first {
      case UInt8(ascii: "="): if addHeading(text) { return }
      case UInt8(ascii: "*"), UInt8(ascii: "#"), UInt8(ascii: ":"), UInt8(ascii: ";"):
        return addItem(text, first)
      case UInt8(ascii: "-") where text.has("----", at: 0):
        let end = text.firstIndex { $0 != UInt8(ascii: "-") } ?? text.count
        return addParagraph(Array(text[text.trimmed(end..<text.count)]))
      // What is left of a table that never ends.
      case UInt8(ascii: "|"): return
      case UInt8(ascii: "{") where text.has("{|", at: 0): return
      default: break
      }
    }
    addParagraph(text)
  }

  private mutating func addParagraph(_ text: [UInt8]) {
    numbering.reset()
    write(text)
  }

  private mutating func addHeading(_ text: [UInt8]) -> Bool {
    let mark = UInt8(ascii: "=")
    let opening = text.firstIndex { $0 != mark } ?? text.count
    let closing = text.count - 1 - (text.lastIndex { $0 != mark } ?? -1)
    guard opening < text.count, closing > 0 else { return false }
    let level = min(opening, closing, 6)
    while let last = headings.last, last.level >= level { headings.removeLast() }
    headings.append((level, Array(text[text.trimmed(level..<text.count - level)])))
    numbering.reset()
    return true
  }

  private mutating func addItem(_ text: [UInt8], _ first: UInt8) {
    let end = text.firstIndex { !"*#:;".utf8.contains($0) } ?? text.count
    var content = Array(text[text.trimmed(end..<text.count)])
    if content.isEmpty { return }
    // `; term : definition`
    if first == UInt8(ascii: ";"), let colon = content.firstIndex(of: " : ", from: 0) {
      content.remove(at: colon)
    }
    write(numbering.marker(text[..<end]) + content)
  }

  /// Writes a line, after the headings and the blank line that wait for it.
  private mutating func write(_ text: [UInt8]) {
    if text.isEmpty { return }
    for heading in headings where !heading.text.isEmpty {
      owesBlank = true
      writeLine(heading.text)
    }
    headings.removeAll(keepingCapacity: true)
    writeLine(text)
  }

  private mutating func writeLine(_ text: [UInt8]) {
    if !output.isEmpty {
      output.append(0x0A)
      if owesBlank { output.append(0x0A) }
    }
    owesBlank = false
    output.append(contentsOf: text)
  }
}

/// Numbers the items of nested lists.
private struct ListNumbering {
  private var prefix: ArraySlice<UInt8> = []
  private var numbers: [Int] = []

  mutating func reset() {
    prefix = []
    numbers.removeAll(keepingCapacity: true)
  }

  /// The mark of an item whose line begins with `prefix`: `- `, `2. `, or nothing.
  mutating func marker(_ next: ArraySlice<UInt8>) -> [UInt8] {
    // Bounded, or deep nesting would write the square of its depth.
    let next = next.prefix(16)
    let shared = zip(prefix, next).prefix { $0 == $1 }.count
    numbers = numbers.prefix(shared) + Array(repeating: 1, count: next.count - shared)
    if shared == next.count, shared > 0 { numbers[shared - 1] += 1 }
    prefix = next
    let indentation = [UInt8](repeating: 0x20, count: 2 * (next.count - 1))
    switch next.last {
    case UInt8(ascii: "*"): return indentation + Array("- ".utf8)
    case UInt8(ascii: "#"): return indentation + Array("\(numbers[next.count - 1]). ".utf8)
    default: return []
    }
  }
}
