/// Mathematics, chemistry, physics and music.
extension TemplateRenderer {
  // MARK: Mathematics

  /// `{{frac|1|2|3}}`: `1 2/3`; a sum above or below the line in parentheses.
  mutating func writeFraction() {
    // `5{{frac|1|2}}` is five and a half.
    if let base = context.base, base.isASCIIDigit, arguments[0] != nil { write(" ") }
    switch arguments.unnamed.count {
    case 0: break
    case 1:
      write("1/")
      writeTerm(arguments[0])
    case 2: writeQuotient(0)
    default:
      write(arguments[0])
      if arguments[0] != nil { write(" ") }
      writeQuotient(1)
    }
  }

  /// `{{1/2}}`.
  mutating func writeNamedFraction() {
    if let base = context.base, base.isASCIIDigit { write(" ") }
    write(name)
  }

  private mutating func writeQuotient(_ place: Int) {
    writeTerm(arguments[place])
    write("/")
    writeTerm(arguments[place + 1])
  }

  /// In parentheses where it has several terms that are not in any.
  private mutating func writeTerm(_ range: Range<Int>?) {
    guard let range else { return }
    let isSum = bytes[range].dropFirst().contains { " +-/".utf8.contains($0) }
    let isClosed =
      bytes[range].first == UInt8(ascii: "(")
      && bytes[range].firstIndex(of: UInt8(ascii: ")")) == range.upperBound - 1
    if isSum, !isClosed { write("(") }
    write(range)
    if isSum, !isClosed { write(")") }
  }

  /// `{{radic|x|3}}`: `3√x`.
  mutating func writeRoot() {
    switch argument(1) {
    case nil, "2": write("√")
    case "3": write("∛")
    case "4": write("∜")
    default:
      write(arguments[1])
      write("√")
    }
    writeTerm(arguments[0])
  }

  /// `{{intmath|int|0|1}}`: `∫_0^1`.
  mutating func writeLimits() {
    write(argument(0).flatMap { TemplateLookups.operators[$0.lowercased()] } ?? "∫")
    for (sign, place) in [("_", 1), ("^", 2)] where arguments[place] != nil {
      write(sign)
      write(arguments[place])
    }
  }

  /// `10{{sup|24}}`: `10^24`, as the tag does.
  mutating func writeRaised() {
    guard let range = arguments[0] else { return }
    if isExponent(bytes, range, after: context.base) { write("^") }
    write(range)
  }

  // MARK: Chemistry and physics

  /// `{{chem|SO|4|2-}}`: `SO4^2−`.
  mutating func writeChem() {
    let parts = arguments.filled
    for (i, range) in parts.enumerated() {
      // A number of protons below that of nucleons: `{{chem|238|92|U}}`.
      if i == 1, parts.count > 2, isWhole(parts[0]), isWhole(range) { continue }
      writeCharge(range)
    }
  }

  private func isWhole(_ range: Range<Int>) -> Bool {
    bytes[range].allSatisfy { $0.isASCIIDigit }
  }

  /// A charge of more than one as an exponent.
  private mutating func writeCharge(_ range: Range<Int>) {
    let digits = bytes[range].prefix(while: \.isASCIIDigit).count
    let rest = range.lowerBound + digits..<range.upperBound
    guard let sign = short(rest).flatMap({ Self.signs[$0] }) else { return write(range) }
    if digits > 0 { write("^") }
    write(range.lowerBound..<rest.lowerBound)
    write(sign)
  }

  private static let signs = ["+": "+", "-": "−", "−": "−", "–": "−"]

  /// `{{chem2|SO4(2-)}}`, `{{ce|SO4^{2-} -> …}}`: arrows, bonds and charges as signs.
  mutating func writeFormula() {
    guard let range = arguments[0] else { return }
    var at = range.lowerBound
    while at < range.upperBound {
      if let (written, length) = formulaSign(at, range.upperBound) {
        write(written)
        at += length
      } else {
        write(CollectionOfOne(bytes[at]))
        at += 1
      }
    }
  }

  private func formulaSign(_ at: Int, _ end: Int) -> (String, Int)? {
    switch bytes[at] {
    case UInt8(ascii: "<"), UInt8(ascii: "-"), UInt8(ascii: "\\"), UInt8(ascii: "="):
      for (sign, written) in Self.formulaSigns
      where bytes.has(sign, at: at) && at + sign.utf8CodeUnitCount <= end {
        return (written, sign.utf8CodeUnitCount)
      }
      // A charge of one at the end of a word.
      let isLast = at + 1 == end || bytes[at + 1] == 0x20 || bytes[at + 1] == UInt8(ascii: "}")
      return bytes[at] == UInt8(ascii: "-") && isLast ? ("−", 1) : nil
    case UInt8(ascii: "*"): return ("·", 1)
    case UInt8(ascii: "{"), UInt8(ascii: "}"): return ("", 1)
    case UInt8(ascii: "("): return charge(at, end)
    default: return nil
    }
  }

  /// `(2-)`, as `^2−`.
  private func charge(_ at: Int, _ end: Int) -> (String, Int)? {
    var next = at + 1
    while next < end, bytes[next].isASCIIDigit, next - at < 4 { next += 1 }
    guard next + 1 < end, let sign = Self.signs[String(UnicodeScalar(bytes[next]))],
      bytes[next + 1] == UInt8(ascii: ")")
    else { return nil }
    let digits = String(decoding: bytes[at + 1..<next], as: UTF8.self)
    return ((digits.isEmpty ? "" : "^") + digits + sign, next + 2 - at)
  }

  private static let formulaSigns: [(StaticString, String)] = [
    ("<=>>", "⇌"), ("<<=>", "⇌"), ("<=>", "⇌"), ("<-->", "⇄"), ("<->", "↔"), ("->", "→"),
    ("<-", "←"), ("=>", "⇒"), ("\\s", "–"), ("\\d", "="), ("\\t", "≡"), ("\\", ""),
  ]

  /// `{{nuclide|carbon|14}}`: `14C`.
  mutating func writeNuclide(_ place: Int) {
    guard let range = arguments[place] else { return }
    write(arguments[place + 1])
    if let state = argument(place + 2), state.hasPrefix("m") { write(state) }
    let name = short(range) ?? ""
    write(TemplateLookups.elements[name.lowercased()] ?? name)
  }

  /// `{{SubatomicParticle|electron}}`: what the table that it is told of has for it.
  mutating func writeLookup(_ table: [UInt8]) {
    guard let range = arguments[0] else { return }
    let key = (short(range) ?? "").lowercased()
    let tables = TemplateLookups.tables[String(decoding: table, as: UTF8.self)]
    if let text = tables?[key] { write(text) } else { write(range) }
  }

  /// `{{music|flat}}`: `♭`; `{{music|time|4|4}}`: `4/4`.
  mutating func writeMusic() {
    guard let word = argument(0)?.lowercased() else { return write(arguments.filled.last) }
    if word == "time" || word == "time signature" {
      write(arguments[1])
      write("/")
      write(arguments[2])
    } else if let sign = TemplateLookups.music[word] {
      write(sign)
      write(arguments[1])
    } else {
      write(arguments.filled.last)
    }
  }
}

/// Whether what is raised after `base` is an exponent: `10^24` is not `1024`. Ordinals are none, nor is a
/// sign alone, an ion's charge: `H+`.
func isExponent(_ bytes: [UInt8], _ range: Range<Int>, after base: UInt8?) -> Bool {
  guard let base, base.isASCIIAlphanumeric || base >= 0x80 || base == UInt8(ascii: ")") else {
    return false
  }
  var next = range.lowerBound
  for sign: StaticString in ["-", "+", "\u{2212}", "&minus;", "\u{2013}"]
  where bytes.has(sign, at: next) {
    next += sign.utf8CodeUnitCount
  }
  guard next < range.upperBound else { return false }
  return bytes[next].isASCIIDigit || next > range.lowerBound && bytes[next].isASCIILetter
    || bytes.has("''", at: next)
}
