/// Definitions, which change the table of commands.
extension TeXExpander {
  mutating func isDefinitionNext() -> Bool {
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

  mutating func define(_ style: TeXDefinition.Style) -> Bool {
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

  mutating func learn(_ definition: TeXDefinition, _ style: TeXDefinition.Style) {
    let text = current.text
    let name = TeXName(text, definition.name)
    switch definition.meaning {
    case .macro(let macro):
      if style == .provided, commands[name] != nil { return }
      set(name, macro.flatMap { isText($0.body) ? .macro($0) : nil } ?? .program)
    case .alias(let target):
      let meaning = commands[TeXName(text, target)]
      if case .macro(let macro) = meaning { return set(name, .macro(macro)) }
      if case .layout(let layout) = meaning { return set(name, .layout(layout)) }
      // Another name for something of LaTeX's own; not for what cleaning acts on.
      guard meaning == nil, text[target.lowerBound].isASCIILetter,
        !text.has("if", at: target.lowerBound)
      else { return set(name, .program) }
      let body = [UInt8(ascii: "\\")] + text[target]
      set(name, isText(body) ? .macro(TeXMacro(body: body)) : .program)
    case .newSwitch:
      guard text.has("if", at: definition.name.lowerBound), definition.name.count > 2 else {
        return
      }
      let stem = TeXName(text, definition.name.dropFirst(2))
      commands[name] = .condition(false)
      commands[stem.appending("true")] = .change(name, true)
      commands[stem.appending("false")] = .change(name, false)
    case .environment(let begin, let end):
      let start = begin.body.trimmed(0..<begin.body.count)
      // An alias of another; what formats a theorem says less than its name.
      guard begin.body.has("\\begin", at: start.lowerBound), isText(begin.body), isText(end.body)
      else { return }
      commands[Self.begin(name)] = .macro(begin)
      commands[Self.end(name)] = .macro(end)
    }
  }

  /// Names of environments, apart from commands of the same name.
  static func begin(_ name: TeXName) -> TeXName { name.appending("{begin") }
  static func end(_ name: TeXName) -> TeXName { name.appending("{end") }

  private mutating func set(_ name: TeXName, _ meaning: TeXMeaning) {
    switch commands[name] {
    case nil, .macro, .program: commands[name] = meaning
    case .layout(let layout) where layout.isOwn: commands[name] = meaning
    default: return
    }
  }

  /// Whether a body is text to put in a command's place, and no program of TeX's.
  private func isText(_ body: [UInt8]) -> Bool {
    var at = 0
    while true {
      let next = body.index(of: UInt8(ascii: "\\"), from: at, to: body.count)
      guard next < body.count else { return true }
      let word = body.controlWord(at: next, isAtLetter: true)
      at = max(word.upperBound, next + 2)
      if word.isEmpty { continue }
      if body[word].contains(UInt8(ascii: "@")) { return false }
      let name = TeXName(body, word)
      if TeXMeaning.programming.contains(name) { return false }
      if commands[name] == nil, body.has("if", at: word.lowerBound) { return false }
      if at > body.count { return true }
    }
  }

  mutating func change(_ condition: TeXName, to value: Bool) -> Bool {
    // Under a condition that is not decided here, neither is this one.
    commands[condition] = conditions.contains(where: \.isUnknown) ? nil : .condition(value)
    return removed()
  }
}
