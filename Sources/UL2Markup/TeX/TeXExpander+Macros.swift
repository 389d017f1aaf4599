/// Authors' own commands, replaced by what they expand to.
///
/// Arguments are expanded before they are put in their places: a command inside its own argument is sound,
/// inside its own expansion it is not.
extension TeXExpander {
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

  /// The arguments that follow, their own commands expanded; they may appear after the text in
  /// hand, when a command is the last of another's expansion.
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

  mutating func expanded(_ text: [UInt8], floor: Int) -> [UInt8] {
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

  /// Outside formulas `$…$`, inside nothing but its content.
  mutating func ensureMath() -> Bool {
    // An argument's surroundings are known when it appears in its place.
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
      output.append(text, text.indices)
    }
    return true
  }
}
