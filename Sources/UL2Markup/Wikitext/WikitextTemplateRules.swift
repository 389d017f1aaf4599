/// Templates whose text is more than their arguments in a row: measures, values, dates, sounds.
extension TemplateRenderer {
  /// `{{convert|5|to|10|mi|km}}`: the measure as it is given, `5 to 10 miles`; its conversion is not
  /// worked out.
  mutating func writeMeasure() {
    guard arguments[0] != nil else { return }
    var unit = 1
    var isOne = argument(0) == "1"
    writeNumber(0)
    while let word = argument(unit), let separator = Self.separators[word] {
      write(separator)
      writeNumber(unit + 1)
      isOne = false
      unit += 2
    }
    writeUnit(unit, isOne: isOne)
    // `6|ft|2|in`
    if let smaller = argument(unit + 1), smaller.utf8.first?.isASCIIDigit ?? false,
      let name = argument(unit + 2), Self.smallerUnits.contains(name)
    {
      write(" ")
      write(arguments[unit + 1])
      writeUnit(unit + 2, isOne: smaller == "1")
    }
    if argument("adj") == "mid", let word = argument(unit + 1), word.utf8.first == 0x2D {
      write(word)
    }
  }

  /// English parts thousands by commas.
  private mutating func writeNumber(_ place: Int) {
    guard isEnglish, let number = argument(place), number.count > 3,
      number.utf8.allSatisfy(\.isASCIIDigit)
    else { return write(arguments[place]) }
    for (i, digit) in number.utf8.enumerated() {
      if i > 0, (number.utf8.count - i) % 3 == 0 { write(",") }
      write([digit])
    }
  }

  private mutating func writeUnit(_ place: Int, isOne: Bool) {
    guard let name = argument(place) else { return }
    let isAdjective = argument("adj") == "on" || argument("adj") == "mid"
    write(isAdjective ? "-" : " ")
    guard let unit = Self.units[name] else { return write(name) }
    let isWord = isEnglish && argument("abbr") != "on" && !unit.singular.isEmpty
    write(!isWord ? unit.symbol : isOne || isAdjective ? unit.singular : unit.plural)
  }

  private static let separators = [
    "to": " to ", "-": "–", "–": "–", "to(-)": "–", "and": " and ", "&": " and ", "or": " or ",
    "x": " × ", "×": " × ", "by": " by ", "xx": " × ", "±": " ± ", "+/-": " ± ",
  ]

  private static let smallerUnits: Set = ["in", "ft", "oz", "lb", "yd", "ch", "chain", "min", "s"]

  private static let units: [String: (symbol: String, singular: String, plural: String)] = {
    let lines = """
      mi=mi=mile=miles ft=ft=foot=feet in=in=inch=inches yd=yd=yard=yards lb=lb=pound=pounds
      oz=oz=ounce=ounces acre=acres=acre=acres mph=mph sqmi=sq_mi=square_mile=square_miles
      sqft=sq_ft=square_foot=square_feet sqyd=sq_yd sqin=sq_in cuft=cu_ft=cubic_foot=cubic_feet
      cumi=cu_mi cuyd=cu_yd cuin=cu_in km2=km^2 sqkm=km^2 m2=m^2 cm2=cm^2 mm2=mm^2 m3=m^3 km3=km^3 cm3=cm^3
      m3/s=m^3/s cuft/s=cu_ft/s C=°C F=°F °C=°C °F=°F kph=km/h kmh=km/h lbs=lb=pound=pounds
      nmi=nmi=nautical_mile=nautical_miles foot=ft=foot=feet feet=ft=foot=feet miles=mi=mile=miles
      USgal=US_gal=US_gallon=US_gallons impgal=imp_gal /sqmi=/sq_mi /km2=/km^2 PD/sqmi=/sq_mi
      oilbbl=bbl=barrel=barrels Moilbbl=million_bbl=million_barrels oilbbl/d=bbl/d
      Moilbbl/d=million_bbl/d MUSgal=million_US_gal=million_US_gallons
      kn=kn=knot=knots ST=short_tons LT=long_tons t=t=tonne=tonnes MT=t=tonne=tonnes st=st=stone=stone
      """
    var units: [String: (symbol: String, singular: String, plural: String)] = [:]
    for line in lines.split(whereSeparator: { $0 == " " || $0 == "\n" }) {
      let words = line.split(separator: "=").map { String($0.map { $0 == "_" ? " " : $0 }) }
      units[words[0]] = (words[1], words.count > 3 ? words[2] : "", words.last ?? "")
    }
    return units
  }()

  /// `{{val|1.25|0.03|e=5|u=kg}}`: `1.25±0.03×10^5 kg`.
  mutating func writeValue() {
    write(arguments.value(bytes, "p".utf8))
    write(arguments[0])
    if let uncertainty = arguments[1] {
      write("±")
      write(uncertainty)
    }
    if let exponent = arguments.value(bytes, "e".utf8) {
      write("×10^")
      write(exponent)
    }
    if let unit = arguments.value(bytes, "u".utf8) ?? arguments.value(bytes, "ul".utf8) {
      write(" ")
      write(unit)
    }
    write(arguments.value(bytes, "s".utf8))
  }

  /// `1900|5|3`, as English writes it.
  mutating func writeDate(dayFirst: Bool, from first: Int) {
    guard let year = arguments[first] else { return }
    guard let number = argument(first + 1).flatMap({ Int($0) }), (1...12).contains(number) else {
      return write(year)
    }
    let month = Self.months[number - 1]
    let day = argument(first + 2).flatMap { Int($0) }
    switch day {
    case .some(let day) where dayFirst: write("\(day) \(month) ")
    case .some(let day): write("\(month) \(day), ")
    case nil: write("\(month) ")
    }
    write(year)
  }

  private static let months = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
  ]

  /// `{{as of|2014|7}}`: `As of July 2014`.
  mutating func writeAsOf() {
    if let text = arguments.value(bytes, "alt".utf8) { return write(text) }
    let isSince = has("since")
    write(has("lc") ? (isSince ? "since " : "as of ") : (isSince ? "Since " : "As of "))
    writeDate(dayFirst: argument("df") != "us", from: 0)
  }

  /// `{{IPAc-en|ˈ|æ|p|əl}}`: `/ˈæpəl/`, without words about it.
  mutating func writePronunciation() {
    var isOpen = false
    for place in arguments.unnamed.indices {
      let word = argument(place)
      if let word, Self.aboutSounds.contains(word.lowercased()) { continue }
      if !isOpen { write("/") }
      isOpen = true
      switch word {
      case "_": write(" ")
      case ",_": write(", ")
      default: write(arguments[place])
      }
    }
    if isOpen { write("/") }
  }

  private static let aboutSounds: Set = [
    "pron", "lang", "local", "also", "en", "us", "uk", "au", "ca", "nz", "ie", "ipa", "ukalso",
    "usalso", "pronunciation", "icon",
  ]

  /// `{{coord|12|31|7|N|70|2|9|W}}`: `12°31′7″N 70°2′9″W`; nothing where it stands above the page.
  mutating func writeCoordinates() {
    guard argument("display").map({ $0 == "inline" || $0 == "i" }) ?? true else { return }
    var parts = 0
    for place in arguments.unnamed.indices.prefix(8) {
      guard let word = argument(place) else { return }
      if ["N", "S", "E", "W"].contains(word) {
        write(word)
        write(word == "N" || word == "S" ? " " : "")
        parts = 0
      } else if let byte = word.utf8.first, byte.isASCIIDigit || byte == 0x2D {
        if parts > 0, !Self.hasDirections(arguments, bytes) { write(", ") }
        write(word)
        write(Self.hasDirections(arguments, bytes) ? ["°", "′", "″", ""][min(parts, 3)] : "°")
        parts += 1
      } else {
        return
      }
    }
  }

  private static func hasDirections(_ arguments: TemplateArguments, _ bytes: [UInt8]) -> Bool {
    arguments.unnamed.prefix(8).contains { $0.count == 1 && !bytes[$0.lowerBound].isASCIIDigit }
  }
}
