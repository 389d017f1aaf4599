/// Templates: those that carry text show it, all others go with what stands in them.
extension WikitextScanner {
  /// What a template shows is copied, so that deeper ones are removed to keep time linear.
  private static let deepest = 16

  mutating func closeBraces() {
    var run = runLength()
    while run >= 2, openTemplates > 0 {
      unwind(to: .template)
      let used = endTemplate(run)
      at += used
      run -= used
    }
    if run > 0 { copy(run) }
  }

  /// Ends the innermost template, whose frame is the last, by one of `run` braces' pairs; how many
  /// braces that took.
  private mutating func endTemplate(_ run: Int) -> Int {
    guard let frame = frames.last else { return run }
    let text = openTemplates <= Self.deepest && frame.width == 2 ? shown(by: frame) : nil
    pop()
    if let text, !text.isEmpty {
      output.removeLast(output.count - frame.start)
      quotes = frame.quotes
      // Its text may look like markup of a line.
      output.append(text[0] == 0x0A ? WikitextMark.gap : WikitextMark.plain)
      output.append(contentsOf: text)
      isLineStart = text.last == 0x0A
      // `{{!}}` parts a link's target from its text.
      if text == [UInt8(ascii: "|")], frames.last?.kind == .link { notePipe(output.count - 1) }
    } else {
      cut(frame)
      isLineStart = false
    }
    return min(frame.width, run)
  }

  private func shown(by frame: Frame) -> [UInt8]? {
    let pipes = pipes[frame.firstPipe...]
    let name = output.withoutMarks(frame.start + frame.width..<(pipes.first ?? output.count))
    guard name.count <= 64 || output[name].prefix(16).contains(UInt8(ascii: ":")) else {
      return nil
    }
    var first: Range<Int>?
    var format = templates.format(output[name])
    if format == nil, let colon = output[name].prefix(16).firstIndex(of: UInt8(ascii: ":")) {
      format = templates.format(output[name.lowerBound...colon])
      first = colon + 1..<name.upperBound
    }
    guard let format else { return nil }
    let arguments = TemplateArguments(output, first: first, pipes: pipes, end: output.count)
    var renderer = TemplateRenderer(
      output, arguments, isEnglish: templates.isEnglish, title: title)
    renderer.render(format)
    return renderer.output
  }
}
