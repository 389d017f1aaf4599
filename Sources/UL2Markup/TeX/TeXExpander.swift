/// Makes a paper's text of its files in one pass, as TeX reads them: inputs are put in, conditions decided
/// where they can be, authors' own commands replaced by what they expand to, definitions and
/// bibliography left out.
///
/// A stack of texts being read instead of recursion. What TeX would do without end is bounded: a command
/// inside its own expansion stays as it is, and all expansion together may cost a multiple of the input,
/// after which commands are only copied.
package struct TeXExpander {
  /// A text being read: a file, or what a command expands to.
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
    /// Nothing after it closes a condition.
    var lacksFi = false
    /// A file whose own directory is searched first.
    var isImported = false

    init(_ text: [UInt8], _ range: Range<Int>? = nil, _ origin: Origin) {
      self.text = text
      at = range?.lowerBound ?? 0
      end = range?.upperBound ?? text.count
      self.origin = origin
    }
  }

  enum Condition: Equatable {
    case decided
    /// Stays with both branches: where it appears in the output, and in how many arguments.
    case unknown(at: Int, depth: Int)

    var isUnknown: Bool { self != .decided }
  }

  static let deepest = 64
  static let deepestFile = 32
  static let mostFiles = 10_000

  let files: TeXFiles
  let main: String
  let dropsAppendix: Bool

  var current: Reading
  var below: [Reading] = []
  var output = TeXOutput()
  var commands = TeXCommands()
  var conditions: [Condition] = []

  /// Whether the document has begun; in a text without one everything is document.
  var isInBody: Bool
  let isPlain: Bool
  var isAtLetter: Bool
  /// Arguments being expanded, one in the other.
  var argumentDepth = 0
  var fileCount = 0
  /// Whether there is an abstract for readers; nil: not asked yet.
  var hasAbstract: Bool?
  /// Files that are named and not there.
  var missing: [String] = []
  private var isOver = false
  /// The budget left for searching and expanding, and the longest output, in bytes.
  var work: Int
  let longest: Int

  /// The text of the document that begins with `main`, and the files that it inputs and the paper has not.
  static func text(
    of main: String, _ files: TeXFiles, isPlain: Bool, dropsAppendix: Bool
  ) -> (text: [UInt8], missing: [String]) {
    var expander = TeXExpander(main, files, isPlain: isPlain, dropsAppendix: dropsAppendix)
    expander.run(downTo: 0)
    return (expander.output.tidied(), expander.missing)
  }

  private init(_ main: String, _ files: TeXFiles, isPlain: Bool, dropsAppendix: Bool) {
    self.files = files
    self.main = main
    self.dropsAppendix = dropsAppendix
    let text = files.stripped[main] ?? []
    self.isPlain = isPlain
    isInBody = isPlain
    isAtLetter = !isPlain
    current = Reading(text, nil, .file(main))
    work = 16 * files.size + 1 << 20
    longest = 4 * files.size + 1 << 20
    output.reserve(files.size)
    let job = Array(TeXFileName.stem(baseName(main)).utf8)
    commands[TeXName("jobname".utf8)] = .macro(TeXMacro(body: job))
  }

  /// Reads until fewer than `depth` texts lie below the one being read.
  mutating func run(downTo depth: Int) {
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
    output.append(current.text, current.at..<end)
    current.at = end
  }

  /// The command that is at `current.at`.
  private mutating func command() {
    let start = current.at
    var word = current.text.controlWord(at: start, isAtLetter: isAtLetter)
    if word.isEmpty, current.text.has("@", at: start + 1) {
      // `\\@input` where nobody made a letter of the sign.
      let whole = current.text.controlWord(at: start, isAtLetter: true)
      if case .input = commands[TeXName(current.text, whole)] { word = whole }
    }
    let end = min(word.isEmpty ? start + 2 : word.upperBound, current.end)
    let name = TeXName(current.text, start + 1..<end)
    guard let meaning = commands[name] else {
      if current.text.has("if", at: word.lowerBound) {
        conditions.append(.unknown(at: output.count, depth: argumentDepth))
      }
      return copy(to: end)
    }
    current.at = end
    if !act(on: meaning, name, from: start) {
      output.append(current.text, start..<end)
      current.at = max(current.at, end)
    }
  }

  /// Does what a command means, whose word ends at `current.at`; false where it is to be copied.
  private mutating func act(on meaning: TeXMeaning, _ name: TeXName, from start: Int) -> Bool {
    switch meaning {
    case .kept, .program: return false
    case .macro(let macro): return expand(macro, name)
    case .definition(let style): return define(style)
    case .prefix: return isDefinitionNext()
    case .condition(let value): return decide(value)
    case .otherwise: return skipOtherBranch()
    case .endOfCondition: return endCondition()
    case .change(let condition, let value): return change(condition, to: value)
    case .begin: return beginEnvironment()
    case .end: return endEnvironment()
    case .input(let kind): return input(kind)
    case .layout(let layout): return remove(layout)
    case .endOfInput: return endInput()
    case .verbatim:
      output.append(current.text, start..<current.at)
      copy(to: min(current.text.verbEnd(from: current.at), current.end))
      return true
    case .bibliography:
      current.at = min(current.text.behindArguments(from: current.at), current.end)
      output.dropReferencesHeading()
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
    _ = skipBlankLine()
    return true
  }

  /// Passes the rest of a line that has nothing in it; false where there is something.
  mutating func skipBlankLine() -> Bool {
    guard output.isAtBlankLine else { return false }
    var at = current.at
    while at < current.end, current.text[at] == 0x20 || current.text[at] == 0x09 { at += 1 }
    if at < current.end, current.text[at] == 0x0A {
      current.at = at + 1
      output.dropBlanks()
      return true
    }
    return false
  }

  mutating func finish() { isOver = argumentDepth == 0 }

  /// A document is not a package.
  mutating func leaveAtLetters() -> Bool {
    isAtLetter = false
    return true
  }
}
