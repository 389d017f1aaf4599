/// An example for people: what it is, where it came from, its tokens part by part, and its mask.
import UL2Pipeline

struct ExampleText {
  let record: ExampleRecord
  let tokens: TokenLines
  let screen: Screen

  var lines: [StyledText] {
    heading + origin + body + [StyledText()] + mask
  }

  // MARK: What it is

  private var heading: [StyledText] {
    var title = StyledText(
      "row \(record.row) · example \(record.number) of \(record.rowCount) · ", .heading)
    title.append(record.objective.name, .heading)
    let parameters = record.objective.parameters.filter {
      $0.key != "prompt" && $0.key != "prefix_attention"
    }.map {
      "\($0.key) \($0.value.string ?? $0.value.text())"
    }
    if !parameters.isEmpty { title.append(" (\(parameters.joined(separator: ", ")))") }
    title.append(" · \(record.source)", .heading)
    let example = record.example
    let prefix =
      example.prefixLength > 0
      ? "the first \(grouped(example.prefixLength)) see each other" : "causal throughout"
    let share = percent(Double(record.lossCount) / Double(max(1, example.length)))
    let facts = [
      "\(grouped(example.chunkLength)) raw tokens make \(grouped(example.length)) positions",
      "\(grouped(example.start))–\(grouped(example.start + example.length - 1)) of "
        + grouped(record.sequenceLength),
      prefix, "loss on \(grouped(record.lossCount)) (\(share))",
    ]
    return title.wrapped(screen.width, indent: 2)
      + StyledText(facts.joined(separator: " · ")).indented(screen.width)
  }

  // MARK: Where it came from

  private var origin: [StyledText] {
    let example = record.example
    var text = "document \(grouped(example.document)) of \(record.source), tokens "
    text += "\(grouped(example.offset))–\(grouped(example.offset + example.chunkLength - 1))"
    if let length = record.origin.documentLength { text += " of \(grouped(length))" }
    text += example.epoch == 0 ? ", first epoch" : ", epoch \(example.epoch + 1)"
    return StyledText(text).indented(screen.width)
      + ProvenanceText(provenance: record.origin, screen: screen, showsAll: tokens.showsAll).lines
  }

  // MARK: Its tokens

  private var body: [StyledText] {
    record.parts.flatMap { part -> [StyledText] in
      let sees = part.isBidirectional ? "see each other" : "see what came before"
      let style: TextStyle = part.isPrompt ? .prompt : part.hasLoss ? .target : .prefix
      let loss = part.hasLoss ? "loss" : "no loss"
      var label = StyledText("\(part.hasLoss ? "┃" : "┆") \(part.name)", style)
      label.append(" — \(grouped(part.range.count)) tokens, \(sees), \(loss)", .dim)
      return [StyledText()] + label.wrapped(screen.width, indent: 2)
        + tokens.lines(
          Array(record.tokens[part.range]), style, gutter: part.hasLoss ? "┃ " : "┆ ")
    }
  }

  // MARK: Its attention

  private var mask: [StyledText] {
    let example = record.example
    let grid = MaskGrid(
      length: example.length, prefixLength: example.prefixLength, lossStart: example.lossStart)
    let drawing = grid.lines(colours: screen.colours)
    let width = grid.size + 2
    let beside = screen.width >= width + 34
    let legend = maskLegend(grid, width: beside ? screen.width - width - 4 : screen.width - 2)
    guard beside else {
      return (drawing + legend).map { $0.moved("  ") }
    }
    return (0..<max(drawing.count, legend.count)).map { i in
      var line = StyledText("  ")
      if i < drawing.count {
        line.append(drawing[i])
      } else {
        line.append(String(repeating: " ", count: width))
      }
      if i < legend.count {
        line.append("  ")
        line.append(legend[i])
      }
      return line
    }
  }

  private func maskLegend(_ grid: MaskGrid, width: Int) -> [StyledText] {
    var entries: [StyledText] = [
      StyledText("attention: what each token (row) sees", .dim)
    ]
    func add(_ sign: String, _ style: TextStyle, _ text: String) {
      var entry = StyledText(sign, style)
      entry.append(" " + text, .dim)
      entries.append(entry)
    }
    if grid.prefix > 0 {
      add(
        "█", screen.colours ? .prefix : .dim,
        "prefix: \(grouped(record.example.prefixLength)) tokens see each other")
    }
    add(screen.colours ? "█" : "▒", screen.colours ? .target : .dim, "causal: what came before")
    add("·", .dim, "not seen")
    add("┃", .target, "rows with loss: \(grouped(record.lossCount)) tokens")
    return entries.flatMap { $0.wrapped(width, indent: 2) }
  }
}

extension StyledText {
  /// Wrapped two columns in.
  func indented(_ width: Int) -> [StyledText] {
    wrapped(width - 2, indent: 2).map { $0.moved("  ") }
  }

  /// The same line after `margin`.
  func moved(_ margin: String, _ style: TextStyle = .plain) -> StyledText {
    var line = StyledText(margin, style)
    line.append(self)
    return line
  }
}
