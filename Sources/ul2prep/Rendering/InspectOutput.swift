/// The results of `inspect`, one after another: JSON lines, or text with one legend at the end.
import UL2Pipeline

struct InspectOutput {
  let screen: Screen
  let tokens: TokenLines
  let encoder: TokenEncoder?
  private let isJSON: Bool
  private let pager: Pager
  private var isFirst = true
  private var legend: Set<TokenLines.Legend> = []

  init(_ names: TokenNames, _ screen: Screen, full: Bool, json: Bool, _ pager: Pager) {
    self.screen = screen
    tokens = TokenLines(names, screen, showsAll: full)
    encoder = names.tokenizer.map { TokenEncoder($0) }
    isJSON = json
    self.pager = pager
  }

  mutating func show(
    json: (InspectOutput) throws(Problem) -> JSONValue, lines: (InspectOutput) -> [StyledText]
  ) throws(Problem) {
    if isJSON {
      try emit(json(self).text() + "\n")
      return
    }
    let lines = lines(self)
    try pager.start()
    legend.formUnion(TokenLines.legend(of: lines))
    try emit((isFirst ? "" : "\n") + screen.text(lines))
    isFirst = false
  }

  func finish() throws(Problem) {
    let lines = tokens.legend(legend)
    if !isJSON, !lines.isEmpty { try emit("\n" + screen.text(lines)) }
  }
}
