/// The output of a template that carries text: a format over its arguments, or a rule of its own.
///
/// A format is written as a line: `$1` is the first argument without a name, `$last` the last,
/// `$own` the template's name, `$(text,1)` the first of these that is not empty, `$#1` a number with its thousands parted, `{, }` all
/// of them with `, ` between; `<…>` goes where an argument inside is empty; `;;` parts formats for one,
/// two, three… arguments; `¶` starts a line, `␣` is a space at an end; a backslash takes the next sign's
/// meaning. `%name what` is a rule written in code, with what it is told; `-` shows nothing.
struct TemplateFormat: Sendable {
  enum Key: Sendable {
    case position(Int)
    case last
    /// The template's name.
    case own
    case name([UInt8])
  }

  indirect enum Piece: Sendable {
    case text([UInt8])
    case argument([Key])
    case number([Key])
    case all(separator: [UInt8])
    case optional([Piece])
  }

  enum Content: Sendable {
    case nothing
    /// By the number of arguments; the last is for more.
    case pieces([[Piece]])
    case rule(TemplateRule, [UInt8])
  }

  let content: Content

  init(text: [UInt8]) { content = .pieces([[.text(text)]]) }

  init(_ line: [UInt8]) {
    if line == [UInt8(ascii: "-")] {
      content = .nothing
      return
    }
    if line.first == UInt8(ascii: "%") {
      let name = line.dropFirst().prefix { $0 != 0x20 }
      guard let rule = TemplateRule(rawValue: String(decoding: name, as: UTF8.self)) else {
        preconditionFailure("no rule \(String(decoding: line, as: UTF8.self))")
      }
      var told = Array(line.dropFirst(name.count + 2))
      if told.suffix(3) == Array("␣".utf8)[...] {
        told.replaceSubrange((told.count - 3)..., with: [0x20])
      }
      content = .rule(rule, told)
      return
    }
    var parser = TemplateFormatParser(line)
    content = .pieces(parser.formats())
  }
}

private struct TemplateFormatParser {
  private var bytes: ArraySlice<UInt8>
  private var pieces: [TemplateFormat.Piece] = []
  private var text: [UInt8] = []

  init(_ line: [UInt8]) { bytes = line[...] }

  mutating func formats() -> [[TemplateFormat.Piece]] {
    var formats: [[TemplateFormat.Piece]] = []
    repeat { formats.append(read(isGroup: false)) } while !bytes.isEmpty
    return formats
  }

  private mutating func flush() {
    if !text.isEmpty { pieces.append(.text(text)) }
    text = []
  }

  private mutating func take() -> [TemplateFormat.Piece] {
    flush()
    defer { pieces = [] }
    return pieces
  }

  /// Reads pieces up to the end, to `;;`, or to a group's `>`.
  private mutating func read(isGroup: Bool) -> [TemplateFormat.Piece] {
    while let byte = bytes.popFirst() {
      switch byte {
      case UInt8(ascii: ">") where isGroup: return take()
      case UInt8(ascii: ";") where !isGroup && bytes.first == byte:
        bytes.removeFirst()
        while text.last == 0x20 { text.removeLast() }
        while bytes.first == 0x20 { bytes.removeFirst() }
        return take()
      case UInt8(ascii: "<"):
        flush()
        let outer = pieces
        pieces = []
        let group = read(isGroup: true)
        pieces = outer + [.optional(group)]
      case UInt8(ascii: "{"):
        flush()
        pieces.append(.all(separator: spaces(Array(upTo(UInt8(ascii: "}"))))))
      case UInt8(ascii: "\\"): if let next = bytes.popFirst() { text.append(next) }
      case UInt8(ascii: "$"):
        flush()
        let isNumber = bytes.first == UInt8(ascii: "#")
        if isNumber { bytes.removeFirst() }
        let keys = keys()
        pieces.append(isNumber ? .number(keys) : .argument(keys))
      case 0xC2 where bytes.first == 0xB6:
        bytes.removeFirst()
        text.append(0x0A)
      case 0xE2 where bytes.starts(with: [0x90, 0xA3]):
        bytes.removeFirst(2)
        text.append(0x20)
      default: text.append(byte)
      }
    }
    return take()
  }

  /// `␣` as what it is.
  private func spaces(_ text: [UInt8]) -> [UInt8] {
    text == Array("␣".utf8) ? [0x20] : text
  }

  private mutating func keys() -> [TemplateFormat.Key] {
    if bytes.first == UInt8(ascii: "(") {
      bytes.removeFirst()
      return upTo(UInt8(ascii: ")")).split(separator: UInt8(ascii: ",")).map { key(Array($0)) }
    }
    let isDigit = bytes.first?.isASCIIDigit ?? false
    let name = bytes.prefix { isDigit ? $0.isASCIIDigit : $0.isASCIILetter }
    bytes.removeFirst(name.count)
    return [key(Array(name))]
  }

  private func key(_ name: [UInt8]) -> TemplateFormat.Key {
    if name.count == 1, name[0].isASCIIDigit { return .position(Int(name[0] - 0x31)) }
    switch String(decoding: name, as: UTF8.self) {
    case "last": return .last
    case "own": return .own
    default: return .name(name)
    }
  }

  private mutating func upTo(_ end: UInt8) -> ArraySlice<UInt8> {
    let text = bytes.prefix { $0 != end }
    bytes.removeFirst(min(text.count + 1, bytes.count))
    return text
  }
}
