/// Writes what a template that carries text shows.
///
/// It copies arguments, so the scanner bounds how deep templates may nest that it is used for.
struct TemplateRenderer {
  /// Where a template is.
  struct Context {
    let language: WikiLanguage
    let page: WikitextPage
    /// Whether text is beside it on its line; false where its format does not need it.
    var isInline = false
    /// The last byte of text before it, which an exponent or a fraction belongs to.
    var base: UInt8?
  }

  let bytes: [UInt8]
  let name: Range<Int>
  let arguments: TemplateArguments
  let context: Context
  var output: [UInt8] = []

  init(_ bytes: [UInt8], _ name: Range<Int>, _ arguments: TemplateArguments, _ context: Context) {
    self.bytes = bytes
    self.name = name
    self.arguments = arguments
    self.context = context
  }

  var isEnglish: Bool { context.language == .english }

  mutating func render(_ format: TemplateFormat) {
    switch format.content {
    case .nothing: break
    case .pieces(let alternatives):
      let place = min(max(arguments.unnamed.count, 1), alternatives.count) - 1
      write(alternatives[place])
    case .rule(let rule, let told): apply(rule, told)
    }
  }

  private mutating func apply(_ rule: TemplateRule, _ told: [UInt8]) {
    switch rule {
    case .convert: writeMeasure(isShort: false)
    case .cvt: writeMeasure(isShort: true)
    case .height: writeHeight()
    case .value: writeValue()
    case .unite: writeQuantity()
    case .percentage: writePercentage()
    case .gauge: writeGauge()
    case .density: writeDensity()
    case .money: writeMoney(told)
    case .rupees: writeRupees()
    case .angle: writeAngle(told)
    case .date: writeDate(dayFirst: has("df"), from: 0)
    case .deathDate: writeDeathDate()
    case .dates: writeDates()
    case .dateRange: writeDateRange()
    case .sortDate: writeSortDate()
    case .isoDate: writeISODate()
    case .asOf: writeAsOf()
    case .age: writeAge(told)
    case .duration: writeDuration()
    case .dateFrench: writeFrenchDate(told)
    case .dateGerman: writeGermanDate()
    case .dateGermanISO: writeGermanISODate()
    case .fraction: writeFraction()
    case .namedFraction: writeNamedFraction()
    case .root: writeRoot()
    case .limits: writeLimits()
    case .raise: writeRaised()
    case .chem: writeChem()
    case .formula: writeFormula()
    case .nuclide: writeNuclide(0)
    case .lookup: writeLookup(told)
    case .music: writeMusic()
    case .language: writeLanguage()
    case .languageFamily: writeLanguageFamily()
    case .nihongo: writeNihongo()
    case .labelled: writeLabelled(told)
    case .pronunciation: writePronunciation()
    case .interlanguage: writeInterlanguage()
    case .ship: writeShip(named: name, from: 0)
    case .anyShip: writeShip(named: arguments[0] ?? 0..<0, from: 1)
    case .shipClass: writeShipClass()
    case .country: writeCountry()
    case .coordinates: writeCoordinates()
    case .bible: writeBibleVerse()
    case .list: writeList(told)
    case .lines: writeLines()
    case .upper: writeCase { $0.uppercaseMapping }
    case .lower: writeCase { $0.lowercaseMapping }
    case .upperFirst: writeFirst { $0.titlecaseMapping }
    case .lowerFirst: writeFirst { $0.lowercaseMapping }
    case .nothing: break
    case .ifNotEmpty: write(arguments[arguments[0] == nil ? 2 : 1])
    case .ifEqual: write(arguments[argument(0) == argument(1) ? 2 : 3])
    case .plural: write(argument(0) == "1" ? arguments[1] : arguments.filled.dropFirst().last)
    case .ordinal: writeOrdinal()
    case .today: writeToday(told)
    case .title: write(context.page.title)
    }
  }

  private mutating func write(_ pieces: [TemplateFormat.Piece]) {
    for piece in pieces {
      switch piece {
      case .text(let text): write(text)
      case .argument(let keys): write(value(keys))
      case .number(let keys): writeNumber(value(keys))
      case .all(let separator):
        for (i, range) in arguments.filled.enumerated() {
          if i > 0 { write(separator) }
          write(range)
        }
      case .optional(let pieces):
        let isWhole = pieces.allSatisfy { piece in
          switch piece {
          case .argument(let keys), .number(let keys): value(keys) != nil
          default: true
          }
        }
        if isWhole { write(pieces) }
      }
    }
  }

  private func value(_ keys: [TemplateFormat.Key]) -> Range<Int>? {
    for key in keys {
      if case .own = key { return name }
      if let range = arguments.value(bytes, key) { return range }
    }
    return nil
  }

  // MARK: For the rules

  mutating func write(_ text: some Collection<UInt8>) { output.append(contentsOf: text) }

  mutating func write(_ text: String) { output.append(contentsOf: text.utf8) }

  mutating func write(_ range: Range<Int>?) {
    if let range { output.append(bytes, range) }
  }

  /// A short argument to compare with words; what is long is none of them.
  func argument(_ place: Int) -> String? { short(arguments[place]) }

  func argument(_ name: String) -> String? { short(named(name)) }

  func named(_ name: String) -> Range<Int>? { arguments.value(bytes, name.utf8) }

  func short(_ range: Range<Int>?) -> String? {
    guard let range, range.count <= 32 else { return nil }
    return String(decoding: bytes[range], as: UTF8.self)
  }

  /// A short argument that is a whole number.
  func number(_ place: Int) -> Int? { argument(place).flatMap { Int($0) } }

  /// Whether the argument called `name` says yes.
  func has(_ name: String) -> Bool {
    ["y", "yes", "on", "1", "true", "dmy"].contains(argument(name) ?? "")
  }
}
