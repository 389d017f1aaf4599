/// Numbers as each language writes them, and what is counted in them.
extension TemplateRenderer {
  /// Whole numbers with their thousands parted; all else as it is.
  mutating func writeNumber(_ range: Range<Int>?) {
    guard let range else { return }
    var digits = range
    if let sign = bytes[digits].first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
      if range.count > 1, bytes[range.lowerBound + 1].isASCIIDigit {
        write(sign == UInt8(ascii: "-") ? "−" : "+")
        digits = range.lowerBound + 1..<range.upperBound
      }
    }
    let count = bytes[digits].prefix(while: \.isASCIIDigit).count
    let rest = digits.lowerBound + count..<digits.upperBound
    let separator = context.language.thousands
    guard count > 0, !separator.isEmpty, isFraction(rest) else { return write(digits) }
    let isParted = count > 3 && !bytes.has("0", at: digits.lowerBound)
    for (i, digit) in bytes[digits].prefix(count).enumerated() {
      if isParted, i > 0, (count - i) % 3 == 0 { write(separator) }
      write(CollectionOfOne(digit))
    }
    guard let point = bytes[rest].first else { return }
    write(point == UInt8(ascii: ".") ? context.language.decimalPoint : String(UnicodeScalar(point)))
    write(rest.lowerBound + 1..<rest.upperBound)
  }

  /// Whether what follows a number's whole part may.
  private func isFraction(_ rest: Range<Int>) -> Bool {
    guard let first = bytes[rest].first else { return true }
    switch first {
    case UInt8(ascii: "."): return bytes[rest].dropFirst().allSatisfy { $0.isASCIIDigit }
    case UInt8(ascii: ","):
      return !isEnglish && bytes[rest].dropFirst().allSatisfy { $0.isASCIIDigit }
    // `1234 million`, but neither `1234-5` nor `1234,5`.
    case 0x20: return true
    default: return false
    }
  }

  /// `{{percentage|1|4}}`: `25%`.
  mutating func writePercentage() {
    guard let part = argument(0).flatMap({ Double($0) }),
      let whole = argument(1).flatMap({ Double($0) }),
      whole != 0
    else { return }
    write(Self.decimal(100 * part / whole, digits: number(2) ?? 0))
    write(context.language == .english || context.language == .other ? "%" : " %")
  }

  /// `value` rounded to some digits after its point.
  static func decimal(_ value: Double, digits: Int) -> String {
    let digits = min(max(digits, 0), 9)
    let scale = (0..<digits).reduce(1) { scale, _ in 10 * scale }
    let scaled = (value * Double(scale)).rounded(.toNearestOrAwayFromZero)
    guard abs(scaled) < 1e15 else { return "\(value)" }
    let whole = Int(abs(scaled))
    let sign = scaled < 0 ? "−" : ""
    if digits == 0 { return sign + "\(whole)" }
    let fraction = String(whole % scale)
    let zeros = String(repeating: "0", count: digits - fraction.utf8.count)
    return sign + "\(whole / scale).\(zeros)\(fraction)"
  }

  /// `{{pop density|3645257|640081.87|km2|sqmi|prec=1}}`: `5.7/km^2`.
  mutating func writeDensity() {
    func number(_ place: Int) -> Double? {
      argument(place).flatMap { Double($0.filter { $0 != "," }) }
    }
    guard let people = number(0), let area = number(1), area > 0, let unit = argument(2) else {
      return
    }
    let density = people / area
    write(
      Self.decimal(density, digits: argument("prec").flatMap { Int($0) } ?? (density < 10 ? 1 : 0)))
    write("/" + (Measures.units[unit]?.symbol ?? unit))
  }

  /// `{{railgauge|1435mm}}`: `1,435 mm`; `3ft6in`: `3 ft 6 in`.
  mutating func writeGauge() {
    guard let range = arguments[0] else { return }
    if let name = argument(0), ["sg", "ussg", "uksg"].contains(name.lowercased()) {
      return write("4 ft 8 1/2 in")
    }
    var at = range.lowerBound
    while at < range.upperBound {
      let start = at
      let isDigit = bytes[at].isASCIIDigit
      while at < range.upperBound, bytes[at].isASCIIDigit == isDigit { at += 1 }
      if start > range.lowerBound, isDigit || bytes[start].isASCIILetter { write(" ") }
      if isDigit { writeNumber(start..<at) } else { write(start..<at) }
    }
  }

  /// `{{US$|5000}}`: `US$5,000`.
  mutating func writeMoney(_ sign: [UInt8]) {
    var sign = sign
    if sign.isEmpty {
      // `{{currency|5|USD}}`
      guard let code = argument(1) else { return writeNumber(arguments[0]) }
      sign = Array((TemplateLookups.currencies[code] ?? code + " ").utf8)
    }
    // Shillings and pence come after.
    guard arguments[0] != nil else { return write(sign.filter { $0 != 0x20 }) }
    write(sign)
    writeNumber(arguments[0])
    if has("long") || arguments.unnamed.count > 1, ["m", "b", "k", "bn"].contains(argument(1)) {
      write(arguments[1])
    }
  }

  /// `{{INRConvert|5|c}}`: `₹5 crore`.
  mutating func writeRupees() {
    guard arguments[0] != nil else { return }
    write("₹")
    writeNumber(arguments[0])
    let words = ["c": " crore", "l": " lakh", "k": " thousand", "m": " million", "b": " billion"]
    write(argument(1).flatMap { words[$0] } ?? "")
  }

  /// `{{RA|12|30|5}}`: `12h 30m 5s`, with the signs that it is told.
  mutating func writeAngle(_ signs: [UInt8]) {
    let signs = signs.split(separator: 0x20)
    for (place, range) in arguments.unnamed.prefix(signs.count).enumerated() where !range.isEmpty {
      if place > 0 { write(" ") }
      write(range)
      write(signs[place])
    }
  }

  /// `{{ordinal|3}}`: `3rd`.
  mutating func writeOrdinal() {
    writeNumber(arguments[0])
    guard isEnglish, let number = number(0) else { return }
    let isTeen = (11...13).contains(number % 100)
    write(isTeen ? "th" : [1: "st", 2: "nd", 3: "rd"][number % 10] ?? "th")
  }

  /// `{{duration|1|2|30}}`: `1:02:30`.
  mutating func writeDuration() {
    var parts = ["h", "m", "s"].map { argument($0) }
    if parts.allSatisfy({ $0 == nil }) {
      let given = arguments.unnamed.prefix(3).map { short($0) }
      parts = Array(repeating: nil, count: 3 - given.count) + given
    }
    let values = parts.map { $0 ?? "0" }
    let shown = parts[0] == nil ? Array(values.dropFirst()) : values
    for (i, value) in shown.enumerated() {
      if i > 0 { write(value.utf8.count == 1 ? ":0" : ":") }
      write(value)
    }
  }
}
