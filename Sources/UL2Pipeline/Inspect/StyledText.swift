/// Text with styles, wrapped to a width and written with or without terminal colours.
///
/// Everything that is appended is made visible first (`VisibleText.swift`), so that no text from a
/// file reaches a terminal raw, however the lines are built.

/// The kind of a stretch of text; its colour follows from it.
package enum TextStyle: Hashable, Sendable {
  case plain
  case heading
  case dim
  case prompt
  /// Tokens without loss.
  case prefix
  /// Tokens with loss.
  case target
  /// The sentinel of that number: the same colour in inputs and targets.
  case sentinel(Int)
  case fim
  case special
  /// A sign in place of what was not sent, or left out.
  case sign
  /// Half a cell of a mask above the other.
  case mask(top: MaskGrid.Cell, bottom: MaskGrid.Cell)

  /// Parameters of the escape sequence that selects it. Only the 16 colours that every theme defines.
  var code: String {
    switch self {
    case .plain: ""
    case .heading: "1"
    case .dim, .prompt: "2"
    case .prefix: "36"
    case .target: "32"
    case .sentinel(let index): "30;\([103, 105, 106, 102, 104, 101][index % 6])"
    case .fim: "1;97;45"
    case .special: "7"
    case .sign: "31"
    case .mask(let top, let bottom):
      "\(30 + Self.colour(top))" + (bottom == .unseen ? "" : ";\(40 + Self.colour(bottom))")
    }
  }

  private static func colour(_ cell: MaskGrid.Cell) -> Int {
    switch cell {
    case .unseen: 9
    case .before: 2
    case .prefix: 6
    }
  }
}

package struct StyledText: Hashable, Sendable {
  package struct Run: Hashable, Sendable {
    package var text: String
    package var style: TextStyle
    /// Not broken where it fits on a line of its own.
    package var isSolid: Bool
  }

  /// A run that is `\n` alone ends a line.
  package private(set) var runs: [Run] = []

  package init() {}

  package init(_ text: String, _ style: TextStyle = .plain) { append(text, style) }

  package mutating func append(_ text: String, _ style: TextStyle = .plain, solid: Bool = false) {
    if solid {
      runs.append(Run(text: visible(text), style: style, isSolid: true))
      return
    }
    for part in visibleParts(text) {
      runs.append(
        Run(text: part.text, style: part.isSign ? .sign : style, isSolid: part.isSign))
    }
  }

  /// The name of a special token; the brackets around it cannot be forged by text.
  package mutating func append(marker name: String, _ style: TextStyle, inBrackets: Bool) {
    let name = visible(name)
    runs.append(Run(text: inBrackets ? "⟦\(name)⟧" : name, style: style, isSolid: true))
  }

  package mutating func append(_ other: StyledText) { runs += other.runs }

  /// Ends the line, once.
  package mutating func breakLine() {
    if runs.last?.text != "\n" { runs.append(Run(text: "\n", style: .plain, isSolid: false)) }
  }

  /// Columns of a terminal, as one line.
  package var width: Int {
    runs.reduce(0) { $0 + $1.text.unicodeScalars.reduce(0) { $0 + columns($1) } }
  }

  /// Without spaces at its end.
  package var trimmed: StyledText {
    var copy = self
    while let last = copy.runs.last, last.text.isEmpty || last.text.last == " " {
      copy.runs.removeLast()
      var text = last.text
      while text.last == " " { text.removeLast() }
      if !text.isEmpty {
        copy.runs.append(Run(text: text, style: last.style, isSolid: last.isSolid))
      }
    }
    return copy
  }

  /// As it is written, with colours or without.
  package func text(colours: Bool) -> String {
    var result = ""
    for run in runs {
      let code = run.style.code
      result += colours && !code.isEmpty ? "\u{1B}[\(code)m\(run.text)\u{1B}[0m" : run.text
    }
    return result
  }
}

extension StyledText {
  private struct Cell {
    var text: String.UnicodeScalarView
    var width: Int
    var style: TextStyle
    var mayBreakAfter: Bool
    var isSpace: Bool
  }

  /// The lines of at most `width` columns, broken after spaces where there are any.
  ///
  /// - Parameter indent: spaces before every line but the first, within the width.
  package func wrapped(_ width: Int, indent: Int = 0) -> [StyledText] {
    let indent = min(indent, max(0, width - 8))
    let margin = String(repeating: " ", count: indent)
    var lines: [StyledText] = []
    var line: [Cell] = []
    var used = 0
    var lastBreak = 0
    func close(_ cells: ArraySlice<Cell>) {
      var text = StyledText()
      if indent > 0, !lines.isEmpty { text.add(margin, .plain) }
      for cell in cells { text.add(String(cell.text), cell.style) }
      lines.append(text)
    }
    func startLine(with rest: [Cell]) {
      line = rest
      used = rest.reduce(lines.isEmpty ? 0 : indent) { $0 + $1.width }
      lastBreak = 0
    }
    func add(_ cell: Cell, isSolid: Bool) {
      while used + cell.width > width, !line.isEmpty {
        if cell.isSpace {
          close(line[...])
          startLine(with: [])
          return
        }
        // A long word without spaces, such as a path, is not worth a line left almost empty.
        let kept = line[..<lastBreak].reduce(0) { $0 + $1.width }
        let end = kept > 0 && kept >= width / 3 || (isSolid && kept > 0) ? lastBreak : line.count
        close(line[..<end])
        startLine(with: Array(line[end...]))
      }
      line.append(cell)
      used += cell.width
      if cell.mayBreakAfter { lastBreak = line.count }
    }
    var endedByBreak = false
    for run in runs {
      endedByBreak = run.text == "\n"
      if endedByBreak {
        close(line[...])
        startLine(with: [])
        continue
      }
      if run.isSolid { lastBreak = line.count }
      for cell in Self.cells(run) { add(cell, isSolid: run.isSolid) }
      if run.isSolid { lastBreak = line.count }
    }
    if !line.isEmpty || (lines.isEmpty && !endedByBreak) { close(line[...]) }
    return lines
  }

  /// One cell for each scalar that takes room, with the marks that follow it.
  private static func cells(_ run: Run) -> [Cell] {
    var cells: [Cell] = []
    for scalar in run.text.unicodeScalars {
      let width = columns(scalar)
      if width == 0, !cells.isEmpty {
        cells[cells.count - 1].text.append(scalar)
        continue
      }
      let isSpace = scalar == " " && !run.isSolid
      cells.append(
        Cell(
          text: String.UnicodeScalarView([scalar]), width: width, style: run.style,
          mayBreakAfter: isSpace || (width == 2 && !run.isSolid), isSpace: isSpace))
    }
    return cells
  }

  /// Appends what is visible already, to the last run where the style is the same.
  mutating func add(_ text: String, _ style: TextStyle) {
    if let last = runs.last, last.style == style, last.text != "\n" {
      runs[runs.count - 1].text += text
    } else {
      runs.append(Run(text: text, style: style, isSolid: false))
    }
  }
}
