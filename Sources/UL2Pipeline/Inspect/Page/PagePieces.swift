/// The tokens of a page: each piece is described once, and rows are numbers of pieces, which take two bytes unless there
/// are more than 65,536 pieces.
struct PagePieces {
  private let names: TokenNames
  private var numbers: [Int: Int32] = [:]
  private var ids: [Int] = []
  private var tokens: [Int32] = []

  init(_ names: TokenNames) { self.names = names }

  var tokenCount: Int { tokens.count }

  /// Appends tokens to those of the page.
  mutating func append(_ ids: some Collection<Int>) {
    tokens.reserveCapacity(tokens.count + ids.count)
    for id in ids { tokens.append(number(of: id)) }
  }

  private mutating func number(of id: Int) -> Int32 {
    if let known = numbers[id] { return known }
    let number = Int32(truncatingIfNeeded: ids.count)
    numbers[id] = number
    ids.append(id)
    return number
  }

  /// `id`, `kind` (a letter each), `text` (what a piece is within a text; bytes where these are not
  /// whole letters), `piece` (the model's name of it, where that is not the text with `▁` for
  /// spaces), by number.
  var json: JSONValue {
    var kinds = ""
    var texts: [JSONValue] = []
    var pieces: [JSONValue] = []
    for id in ids {
      let (kind, text) = description(of: id)
      kinds += kind
      texts.append(text)
      let piece = names.piece(of: id)
      let plain = text.string.map { String($0.map { $0 == " " ? "▁" : $0 }) }
      pieces.append(piece == plain ? .null : .string(piece))
    }
    return [
      "id": .array(ids.map { JSONValue($0) }), "kind": .string(kinds), "text": .array(texts),
      "piece": .array(pieces), "tokens": PageNumbers(tokens).json,
    ]
  }

  private func description(of id: Int) -> (kind: String, text: JSONValue) {
    switch names.kind(of: id) {
    case .text:
      let bytes = names.textBytes(of: id)
      if let text = String(validating: bytes, as: UTF8.self) { return ("t", .string(text)) }
      return ("b", .array(bytes.map { JSONValue($0) }))
    case .byte(let byte): return ("b", [JSONValue(byte)])
    case .sentinel: return ("s", .string(names.name(of: id)))
    case .fim: return ("f", .string(names.name(of: id)))
    case .special: return ("x", .string(names.name(of: id)))
    case .opaque: return ("o", .string(names.name(of: id)))
    }
  }
}

/// Numbers from 0 as a page reads them fastest: little-endian in base64, two bytes each where that is enough.
struct PageNumbers {
  private let numbers: [Int32]

  /// - Parameter numbers: none below 0.
  init(_ numbers: [Int32]) { self.numbers = numbers }

  var json: JSONValue {
    let size = numbers.allSatisfy { $0 <= UInt16.max } ? 2 : 4
    var bytes: [UInt8] = []
    bytes.reserveCapacity(numbers.count * size)
    for number in numbers {
      for shift in 0..<size { bytes.append(UInt8(truncatingIfNeeded: number >> Int32(8 * shift))) }
    }
    return ["bytes": JSONValue(size), "data": .string(Base64.encoded(bytes))]
  }
}
