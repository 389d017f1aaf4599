/// Makes a paper's text of its files in one pass, as TeX reads them: inputs are put in, conditions decided
/// where they can be, authors' own commands replaced by what they stand for, definitions and bibliography
/// left out.
///
/// A stack of texts being read instead of recursion. What TeX would do without end is bounded: a command
/// inside its own expansion stays as it is, and all expansion together may cost a multiple of the input,
/// after which commands are only copied.
struct TeXExpander {
  /// A text being read: a file, or what a command stands for.
  struct Reading {
    enum Origin: Equatable {
      case file(String)
      case macro(TeXName)
      case text
    }

    let text: [UInt8]
    var at: Int
    let end: Int
    let origin: Origin
    var ends = TeXEnvironmentEnds()
    /// Nothing behind closes a condition.
    var lacksFi = false

    init(_ text: [UInt8], _ range: Range<Int>? = nil, _ origin: Origin) {
      self.text = text
      at = range?.lowerBound ?? 0
      end = range?.upperBound ?? text.count
      self.origin = origin
    }
  }

  enum Condition { case decided, unknown }

  private static let deepest = 64
  private static let deepestFile = 32
  private static let mostFiles = 10_000

  let files: TeXFiles
  let main: String
  let dropsAppendix: Bool

  var current: Reading
  var below: [Reading] = []
  var output = TeXOutput()
  var commands = TeXMeaning.builtIn
  var conditions: [Condition] = []

  /// Whether the document has begun; in a text without one everything is document.
  var isInBody: Bool
  let isPlain: Bool
  private var isAtLetter: Bool
  /// Arguments being expanded, one in the other.
  private var argumentDepth = 0
  private var fileCount = 0
  private var isOver = false
  /// What may still be spent on searching and expanding, and how long the output may get, in bytes.
  var work: Int
  private let longest: Int

  /// The text of the paper that begins with `main`.
  static func text(of main: String, _ files: TeXFiles, dropsAppendix: Bool) -> [UInt8] {
    var expander = TeXExpander(main, files, dropsAppendix: dropsAppendix)
    expander.run(downTo: 0)
    return expander.output.tidied()
  }

  private init(_ main: String, _ files: TeXFiles, dropsAppendix: Bool) {
    self.files = files
    self.main = main
    self.dropsAppendix = dropsAppendix
    let text = files.stripped[main] ?? []
    isPlain = text.firstIndex(of: "\\begin{document}", from: 0) == nil
    isInBody = isPlain
    isAtLetter = !isPlain
    current = Reading(text, nil, .file(main))
    work = 16 * files.size + 1 << 20
    longest = 4 * files.size + 1 << 20
    output.reserve(files.size)
  }

  /// Reads until fewer than `depth` texts lie below the one being read.
  private mutating func run(downTo depth: Int) {
    while !isOver {
      let next = current.text.index(of: UInt8(ascii: "\\"), from: current.at, to: current.end)
      copy(to: next)
      if next < current.end {
        command()
      } else if below.count == depth {
        return
      } else {
        current = below.removeLast()
      }
    }
  }

  /// Copies what is read next.
  private mutating func copy(to end: Int) {
    guard current.at < end else { return }
    output.append(current.text[current.at..<end])
    current.at = end
  }

  /// The command that stands at `current.at`.
  private mutating func command() {
    let start = current.at
    let word = current.text.controlWord(at: start, isAtLetter: isAtLetter)
    let end = min(word.isEmpty ? start + 2 : word.upperBound, current.end)
    let name = TeXName(current.text, start + 1..<end)
    guard let meaning = commands[name] else {
      if current.text.has("if", at: word.lowerBound) { conditions.append(.unknown) }
      return copy(to: end)
    }
    current.at = end
    if !act(on: meaning, name, from: start) {
      output.append(current.text[start..<end])
      current.at = max(current.at, end)
    }
  }

  /// Does what a command means, whose word ends at `current.at`; false where it is to be copied.
  private mutating func act(on meaning: TeXMeaning, _ name: TeXName, from start: Int) -> Bool {
    switch meaning {
    case .kept: return false
    case .macro(let macro): return expand(macro, name)
    case .definition(let style): return define(style)
    case .prefix: return isDefinitionNext()
    case .condition(let value): return decide(value)
    case .otherwise: return passOtherBranch()
    case .endOfCondition: return conditions.popLast() == .decided ? removed() : false
    case .change(let condition, let value): return change(condition, to: value)
    case .begin: return beginEnvironment()
    case .end: return endEnvironment()
    case .input: return input(from: start)
    case .endOfInput: return endInput()
    case .verbatim:
      output.append(current.text[start..<current.at])
      copy(to: min(current.text.verbEnd(from: current.at), current.end))
      return true
    case .bibliography:
      current.at = min(current.text.behindArguments(from: current.at), current.end)
      return removed()
    case .references:
      let end = current.text.firstIndex(of: "\\endRefs", from: current.at)
      current.at = min(end.map { $0 + 8 } ?? current.end, current.end)
      return removed()
    case .appendix:
      guard dropsAppendix, isInBody else { return false }
      finish()
      return true
    case .ensureMath: return ensureMath()
    case .atLetter(let value):
      isAtLetter = value
      return removed()
    case .bye:
      guard isPlain else { return false }
      finish()
      return true
    }
  }

  /// Something was left out: a line that had nothing else goes with it.
  mutating func removed() -> Bool {
    guard output.isAtBlankLine else { return true }
    var at = current.at
    while at < current.end, current.text[at] == 0x20 || current.text[at] == 0x09 { at += 1 }
    if at < current.end, current.text[at] == 0x0A {
      current.at = at + 1
      output.dropBlanks()
    }
    return true
  }

  mutating func finish() { isOver = argumentDepth == 0 }

  /// A document is no package.
  mutating func leaveAtLetters() -> Bool {
    isAtLetter = false
    return true
  }

  // MARK: Files

  private mutating func input(from start: Int) -> Bool {
    guard output.count < longest, fileCount < Self.mostFiles,
      let input = TeXInput(current.text, at: start), input.end <= current.end,
      let name = files.resolve(input.path, from: currentFile, main: main)
    else { return false }
    fileCount += 1
    current.at = input.end
    var depth = 0
    var isOpen = false
    for reading in below + [current] {
      guard case .file(let open) = reading.origin else { continue }
      depth += 1
      isOpen = isOpen || open == name
    }
    // A file that inputs itself is left out there, and a bibliography everywhere.
    if isOpen || depth >= Self.deepestFile || name.hasSuffix(".bbl") { return removed() }
    let text = files.stripped[name] ?? []
    // Of a subfile that can also stand alone, only the document belongs to the whole.
    push(Reading(text, TeXBody.document(in: text), .file(name)))
    return true
  }

  private var currentFile: String {
    if case .file(let name) = current.origin { return name }
    for reading in below.reversed() {
      if case .file(let name) = reading.origin { return name }
    }
    return main
  }

  private mutating func endInput() -> Bool {
    while true {
      if case .file = current.origin {
        current.at = current.end
        return true
      }
      guard argumentDepth == 0, let reading = below.popLast() else {
        current.at = current.end
        return true
      }
      current = reading
    }
  }

  mutating func push(_ reading: Reading) {
    below.append(current)
    current = reading
  }

  // MARK: Macros

  mutating func expand(_ macro: TeXMacro, _ name: TeXName) -> Bool {
    // A preamble is not read for its text.
    guard isInBody, work > 0, output.count < longest, below.count < Self.deepest,
      current.origin != .macro(name),
      !below.contains(where: { $0.origin == .macro(name) })
    else { return false }
    work -= 32
    if macro.delimiters.count == 1, macro.delimiters[0].isEmpty {
      work -= macro.body.count
      push(Reading(macro.body, nil, .macro(name)))
      return true
    }
    guard let arguments = takeArguments(of: macro) else { return false }
    guard let text = macro.substituted(arguments) else { return false }
    work -= text.count
    push(Reading(text, nil, .macro(name)))
    return true
  }

  /// The arguments that follow, their own commands expanded; they may stand behind the text in hand, when
  /// a command is the last of another's expansion.
  private mutating func takeArguments(of macro: TeXMacro) -> [[UInt8]]? {
    let floor = below.count
    guard argumentDepth < 16 else { return nil }
    var found: [TeXMacro.Argument]
    if current.at < current.end || argumentDepth > 0 || below.isEmpty {
      guard
        let (arguments, end) = macro.arguments(
          in: current.text, from: current.at, to: current.end, &work)
      else { return nil }
      found = arguments
      current.at = end
    } else {
      guard let index = below.lastIndex(where: { $0.at < $0.end }),
        let (arguments, end) = macro.arguments(
          in: below[index].text, from: below[index].at, to: below[index].end, &work)
      else { return nil }
      found = arguments
      below[index].at = end
    }
    var texts: [[UInt8]] = []
    for argument in found {
      guard argument.text.contains(UInt8(ascii: "\\")) else {
        texts.append(argument.text)
        continue
      }
      var text = expanded(argument.text, floor: floor)
      if argument.isCommand, text != argument.text {
        text = [UInt8(ascii: "{")] + text + [UInt8(ascii: "}")]
      }
      texts.append(text)
    }
    return texts
  }

  private mutating func expanded(_ text: [UInt8], floor: Int) -> [UInt8] {
    work -= text.count
    var outer = TeXOutput()
    swap(&outer, &output)
    argumentDepth += 1
    push(Reading(text, nil, .text))
    run(downTo: floor + 1)
    current = below.removeLast()
    argumentDepth -= 1
    swap(&outer, &output)
    return outer.bytes
  }

  /// Outside of formulas `$…$`, inside nothing but its content.
  private mutating func ensureMath() -> Bool {
    // An argument's surroundings are known when it stands in its place.
    guard isInBody, argumentDepth == 0, work > 0,
      let group = current.text.group(at: current.text.skippingTeXSpace(current.at), limit: 4096),
      group.upperBound < current.end
    else { return false }
    work -= group.count + 32
    var text = Array(current.text[group])
    current.at = group.upperBound + 1
    if !output.isInFormula() {
      text.insert(UInt8(ascii: "$"), at: 0)
      text.append(UInt8(ascii: "$"))
    }
    if below.count < Self.deepest {
      push(Reading(text, nil, .text))
    } else {
      output.append(text[...])
    }
    return true
  }

  // MARK: Definitions

  private mutating func isDefinitionNext() -> Bool {
    let next = current.text.skippingTeXSpace(current.at)
    guard next < current.end, current.text[next] == UInt8(ascii: "\\") else { return false }
    let word = current.text.controlWord(at: next)
    switch commands[TeXName(current.text, word)] {
    case .definition, .prefix:
      current.at = next
      return true
    default: return false
    }
  }

  private mutating func define(_ style: TeXDefinition.Style) -> Bool {
    guard work > 0 else { return false }
    let text = current.text
    guard let definition = TeXDefinition(style, text, from: current.at, isAtLetter: isAtLetter),
      definition.end <= current.end
    else {
      // Braces that are never closed cost a search each time.
      work -= 1024
      return false
    }
    work -= definition.end - current.at
    current.at = definition.end
    learn(definition, style)
    return removed()
  }
}
