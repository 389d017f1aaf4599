/// Templates: those that carry text show it, all others are removed with their contents.
extension WikitextScanner {
  /// The depth up to which templates are shown. Each level copies the text inside, so deeper ones are removed to keep
  /// the time linear.
  private static let deepest = 16

  mutating func closeBraces() {
    var run = runLength()
    while run >= 2, openTemplates > 0 {
      unwind(to: .template)
      let used = endTemplate(run)
      at += used
      run -= used
    }
    if run >= 2, openTemplates == 0, cutCitation() {
      at += run
    } else if run > 0 {
      copy(run)
    }
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
      // `{{!}}` separates a link's target from its text.
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
    let use = templates.use(output, name)
    guard let format = use.format else {
      guard !use.isFunction, pipes.count == 1, let pipe = pipes.first,
        let text = templates.text(output, use.name, pipe + 1..<output.count), isInline(frame)
      else { return nil }
      return Array(output[text])
    }
    switch format.content {
    case .nothing: return nil
    case .rule(let rule, _) where rule.needsLine:
      return show(frame, format, use, pipes, isInline: isInline(frame))
    default: return show(frame, format, use, pipes, isInline: false)
    }
  }

  private func show(
    _ frame: Frame, _ format: TemplateFormat, _ use: WikitextTemplates.Use,
    _ pipes: ArraySlice<Int>, isInline: Bool
  ) -> [UInt8] {
    let arguments = TemplateArguments(output, first: use.first, pipes: pipes, end: output.count)
    var renderer = TemplateRenderer(
      output, use.name, arguments,
      TemplateRenderer.Context(
        language: templates.language, page: page, isInline: isInline, base: base(frame.start)))
    renderer.render(format)
    return renderer.output
  }

  /// The last byte of text before `place`.
  func base(_ place: Int) -> UInt8? {
    var i = place - 1
    while i >= 0, place - i <= 8 {
      if output[i] != WikitextMark.erased, output[i] != WikitextMark.plain { return output[i] }
      i -= 1
    }
    return nil
  }

  /// How far text is looked for beside a template.
  private static let lineReach = 512

  /// Whether text is beside a template on its line, before it or after, or it is all of what a
  /// template around it is given, which then decides.
  private func isInline(_ frame: Frame) -> Bool {
    var limit = max(0, frame.start - Self.lineReach)
    var isInTemplate = false
    if frames.count > 1 {
      let outer = frames[frames.count - 2]
      let content =
        frame.firstPipe > outer.firstPipe
        ? pipes[frame.firstPipe - 1] + 1 : outer.start + outer.width
      limit = max(limit, content)
      isInTemplate = outer.kind == .template && content >= frame.start - Self.lineReach
    }
    var i = frame.start - 1
    while i >= limit, output[i] != 0x0A {
      let byte = output[i]
      if byte > 0x20, !"*#:;".utf8.contains(byte) { return true }
      i -= 1
    }
    if continues(at + frame.width) { return true }
    return isInTemplate && i < limit
  }

  /// Whether a sentence continues at `place`.
  private func continues(_ place: Int) -> Bool {
    var next = place
    while next < bytes.count, next - place < 4, bytes[next] == 0x20 { next += 1 }
    guard next < bytes.count else { return false }
    let byte = bytes[next]
    // A dash of two bytes or three.
    let isDash = bytes.has("–", at: next) || bytes.has("—", at: next) || bytes.has("-", at: next)
    return isDash || (0x61...0x7A).contains(byte) || ",.;:()?!'".utf8.contains(byte)
      || next > place && byte.isASCIIDigit
  }
}
