/// What a template that carries text shows: a format over its arguments, or a rule of its own.
///
/// A format is written as a line: `$1` is the first argument without a name, `$last` the last,
/// `$(text,1)` the first of these that is not empty, `{, }` all of them with `, ` between;
/// `<…>` goes where an argument inside is empty; `;;` parts formats for one, two, three… arguments;
/// `¶` starts a line, `␣` is a space at an end, `$$` a dollar. `%name` is a rule written in code.
struct TemplateFormat: Sendable {
  enum Key: Sendable {
    case position(Int)
    case last
    case name([UInt8])
  }

  indirect enum Piece: Sendable {
    case text([UInt8])
    case argument([Key])
    case all(separator: [UInt8])
    case optional([Piece])
  }

  enum Rule: String, Sendable {
    case convert, value, date, asOf, pronunciation, ifNotEmpty, ifEqual, title, coordinates
  }

  enum Content: Sendable {
    /// By the number of arguments; the last stands for more.
    case pieces([[Piece]])
    case rule(Rule)
  }

  let content: Content

  init(_ line: some StringProtocol) {
    if line.first == "%" {
      guard let rule = Rule(rawValue: String(line.dropFirst())) else {
        preconditionFailure("no rule \(line)")
      }
      content = .rule(rule)
      return
    }
    var formats: [[Piece]] = []
    let replaced = line.map { $0 == "¶" ? "\n" : $0 == "␣" ? " " : $0 }
    var bytes = Array(String(replaced).utf8)[...]
    repeat { formats.append(Self.pieces(&bytes, isGroup: false)) } while !bytes.isEmpty
    content = .pieces(formats)
  }

  /// Reads pieces up to the end, to `;;`, or to a group's `>`.
  private static func pieces(_ bytes: inout ArraySlice<UInt8>, isGroup: Bool) -> [Piece] {
    var pieces: [Piece] = []
    var text: [UInt8] = []
    func flush() {
      if !text.isEmpty { pieces.append(.text(text)) }
      text = []
    }
    while let byte = bytes.popFirst() {
      switch byte {
      case UInt8(ascii: ">") where isGroup:
        flush()
        return pieces
      case UInt8(ascii: ";") where bytes.first == byte:
        bytes.removeFirst()
        while text.last == 0x20 { text.removeLast() }
        while bytes.first == 0x20 { bytes.removeFirst() }
        flush()
        return pieces
      case UInt8(ascii: "<"):
        flush()
        pieces.append(.optional(Self.pieces(&bytes, isGroup: true)))
      case UInt8(ascii: "{"):
        flush()
        pieces.append(.all(separator: Array(upTo("}", &bytes))))
      case UInt8(ascii: "$") where bytes.first == byte: text.append(bytes.removeFirst())
      case UInt8(ascii: "$"):
        flush()
        pieces.append(.argument(keys(&bytes)))
      default: text.append(byte)
      }
    }
    flush()
    return pieces
  }

  private static func keys(_ bytes: inout ArraySlice<UInt8>) -> [Key] {
    if bytes.first == UInt8(ascii: "(") {
      bytes.removeFirst()
      return upTo(")", &bytes).split(separator: UInt8(ascii: ",")).map { key(Array($0)) }
    }
    let isDigit = bytes.first?.isASCIIDigit ?? false
    let name = bytes.prefix { isDigit ? $0.isASCIIDigit : $0.isASCIILetter }
    bytes.removeFirst(name.count)
    return [key(Array(name))]
  }

  private static func key(_ name: [UInt8]) -> Key {
    if name.count == 1, name[0].isASCIIDigit { return .position(Int(name[0] - 0x31)) }
    return name == Array("last".utf8) ? .last : .name(name)
  }

  private static func upTo(_ end: Character, _ bytes: inout ArraySlice<UInt8>) -> ArraySlice<UInt8>
  {
    let text = bytes.prefix { $0 != end.asciiValue }
    bytes.removeFirst(min(text.count + 1, bytes.count))
    return text
  }
}
