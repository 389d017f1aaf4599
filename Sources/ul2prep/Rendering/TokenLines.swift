/// Tokens as wrapped lines after a gutter, shortened unless all of them are wanted.
import UL2Pipeline

struct TokenLines {
  let names: TokenNames
  let screen: Screen
  /// Nil: everything is shown.
  let shortening: Shortening?

  var showsAll: Bool { shortening == nil }

  init(_ names: TokenNames, _ screen: Screen, showsAll: Bool) {
    self.names = names
    self.screen = screen
    shortening = showsAll ? nil : Shortening(run: 32, part: max(60, screen.width * 3 / 2))
  }

  func lines(_ ids: [Int], _ style: TextStyle, gutter: String) -> [StyledText] {
    let text = TokenText(names, hasBrackets: !screen.colours)
    var result = StyledText()
    for piece in shortening?.pieces(ids, names) ?? [.shown(ids.indices)] {
      switch piece {
      case .shown(let range): text.append(ids[range], style, to: &result)
      case .gap(let range, let sentinels):
        let among = sentinels > 0 ? ", \(grouped(sentinels)) sentinels among them" : ""
        let space = screen.colours ? " " : ""
        result.append(
          marker: "\(space)… \(grouped(range.count)) tokens\(among) …\(space)", .sign,
          inBrackets: !screen.colours)
      }
    }
    return result.wrapped(screen.width - 2).map { $0.moved(gutter, style) }
  }

  /// A legend of the colours and signs in the text.
  func legend(_ kinds: Set<Legend>) -> [StyledText] {
    var line = StyledText()
    for kind in Legend.allCases where kinds.contains(kind) {
      if !line.runs.isEmpty { line.append("  ") }
      switch kind {
      case .sentinel:
        for i in 0..<3 {
          line.append(marker: "<extra_id_\(i)>", .sentinel(i), inBrackets: !screen.colours)
        }
        line.append(" sentinels", .dim)
      case .fim:
        line.append(marker: "<fim_…>", .fim, inBrackets: !screen.colours)
        line.append(" fill in the middle", .dim)
      case .special:
        line.append(marker: "<eos>", .special, inBrackets: !screen.colours)
        line.append(" special", .dim)
      case .sign:
        line.append("\n\t\u{1B}")
        line.append(" control characters of the text", .dim)
      case .gap:
        line.append(marker: "…", .sign, inBrackets: !screen.colours)
        line.append(" left out (--full shows all)", .dim)
      }
    }
    return line.runs.isEmpty ? [] : line.wrapped(screen.width)
  }

  enum Legend: CaseIterable {
    case sentinel, fim, special, sign, gap
  }

  /// The kinds of signs in lines that need an explanation.
  static func legend(of lines: [StyledText]) -> Set<Legend> {
    var kinds: Set<Legend> = []
    for line in lines {
      for run in line.runs {
        switch run.style {
        case .sentinel: kinds.insert(.sentinel)
        case .fim: kinds.insert(.fim)
        case .special: kinds.insert(.special)
        case .sign: kinds.insert(run.text.contains("…") ? .gap : .sign)
        default: break
        }
      }
    }
    return kinds
  }
}
