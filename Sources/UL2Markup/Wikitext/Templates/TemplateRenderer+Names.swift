/// Names of ships and countries, places on the earth, verses of the Bible.
extension TemplateRenderer {
  /// `{{USS|Hornet|CV-12|6}}`: `USS Hornet`; the last argument says what is shown.
  mutating func writeShip(named prefix: Range<Int>, from place: Int) {
    let number = arguments[place + 1]
    let format = argument(place + 2) ?? ""
    let hasPrefix = !["1", "2", "3"].contains(format) && !prefix.isEmpty
    let hasName = format != "1" && format != "4"
    let hasNumber = number != nil && format != "2" && format != "6"
    if hasPrefix {
      let first = bytes[prefix.lowerBound]
      write(CollectionOfOne((0x61...0x7A).contains(first) ? first & 0xDF : first))
      write(prefix.lowerBound + 1..<prefix.upperBound)
      write(" ")
    }
    if hasName { write(arguments[place]) }
    guard hasNumber else { return }
    let isAlone = format == "1"
    write(isAlone ? "" : hasName ? " (" : "(")
    write(number)
    write(isAlone ? "" : ")")
  }

  /// `{{sclass|Nimitz|aircraft carrier}}`: `Nimitz-class aircraft carrier`.
  mutating func writeShipClass() {
    write(arguments[0])
    switch argument(2) ?? "" {
    case "0", "2", "4": write(" class")
    case "1", "5": write("-class")
    default:
      guard let type = arguments[1] else { return write("-class") }
      write("-class ")
      write(type)
    }
  }

  /// `{{flag|FRA}}`, `{{flag|France}}`: `France`.
  mutating func writeCountry() {
    if let shown = named("name") { return write(shown) }
    if let code = argument(0), let country = TemplateLookups.countries(context.language)[code] {
      return write(country)
    }
    write(arguments[0])
  }

  /// `{{coord|12|31|7|N|70|2|9|W}}`: `12°31′7″N 70°2′9″W`; nothing where it is above the page.
  mutating func writeCoordinates() {
    guard argument("display").map({ $0.hasPrefix("inline") || $0 == "i" || $0 == "it" }) ?? true
    else { return }
    var parts = 0
    for place in arguments.unnamed.indices.prefix(8) {
      guard let word = argument(place) else { return }
      if ["N", "S", "E", "W", "O"].contains(word) {
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

  /// `{{bibleverse|1|John|4:8|KJV}}`: `1 John 4:8`; `{{bibleref|Mark|3:25|9}}`: `Mark 3:25`.
  mutating func writeBibleVerse() {
    let isNumbered = argument(0) == nil || ["1", "2", "3", "4"].contains(argument(0))
    let book = isNumbered ? 1 : 0
    if let shown = arguments[book + 3] { return write(shown) }
    if isNumbered, arguments[0] != nil {
      write(arguments[0])
      write(" ")
    }
    write(arguments[book])
    guard let verse = arguments[book + 1] else { return }
    write(" ")
    write(verse)
  }
}
