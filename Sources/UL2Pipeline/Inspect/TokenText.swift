/// Tokens as styled text: what a person reads, with special ids by name.
///
/// Built from the pieces themselves, so that every space is where the model has it; pieces of single
/// bytes are put together where they make up letters.
package struct TokenText: Sendable {
  private let names: TokenNames
  /// Special tokens are in brackets where no colour distinguishes them from text.
  private let hasBrackets: Bool

  package init(_ names: TokenNames, hasBrackets: Bool) {
    self.names = names
    self.hasBrackets = hasBrackets
  }

  /// - Parameter style: of what is text.
  package func styled(_ ids: some Collection<Int>, _ style: TextStyle) -> StyledText {
    var result = StyledText()
    append(ids, style, to: &result)
    return result
  }

  /// Appends the text of `ids` to what is there already.
  package func append(_ ids: some Collection<Int>, _ style: TextStyle, to result: inout StyledText)
  {
    var text = ""
    var bytes: [UInt8] = []
    func flushBytes() {
      if !bytes.isEmpty { text += Self.repaired(bytes) }
      bytes.removeAll(keepingCapacity: true)
    }
    func flush() {
      flushBytes()
      if !text.isEmpty { Self.appendLines(text, style, to: &result) }
      text = ""
    }
    func name(_ id: Int, _ style: TextStyle) {
      flush()
      result.append(marker: names.name(of: id), style, inBrackets: hasBrackets)
    }
    for id in ids {
      switch names.kind(of: id) {
      case .byte(let byte): bytes.append(byte)
      case .text: bytes.append(contentsOf: names.textBytes(of: id))
      case .opaque:
        flushBytes()
        text += "\(id) "
      case .sentinel(let index): name(id, .sentinel(index))
      case .fim: name(id, .fim)
      case .special: name(id, .special)
      }
    }
    flush()
  }

  /// Text whose lines end where it says so; several line feeds in a row end one line.
  private static func appendLines(
    _ text: String, _ style: TextStyle, to result: inout StyledText
  ) {
    var line = String.UnicodeScalarView()
    var previous: Unicode.Scalar?
    for scalar in text.unicodeScalars {
      if previous == "\n", scalar != "\n" {
        result.append(String(line), style)
        result.breakLine()
        line.removeAll()
      }
      line.append(scalar)
      previous = scalar
    }
    result.append(String(line), style)
    if previous == "\n" { result.breakLine() }
  }

  /// UTF-8 as far as it is; other bytes as `\xE2`.
  private static func repaired(_ bytes: [UInt8]) -> String {
    var result = ""
    var rest = bytes[...]
    while let byte = rest.first {
      let length = byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4
      if let text = String(validating: rest.prefix(length), as: UTF8.self) {
        result += text
        rest = rest.dropFirst(length)
      } else {
        let digits = String(byte, radix: 16, uppercase: true)
        result += "\\x" + (digits.count < 2 ? "0" : "") + digits
        rest = rest.dropFirst()
      }
    }
    return result
  }
}
