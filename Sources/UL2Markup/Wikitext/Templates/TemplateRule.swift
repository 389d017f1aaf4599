/// Output of templates that needs more than their arguments in a row; each is a method of the
/// renderer.
enum TemplateRule: String, Sendable {
  // Numbers and measures.
  case convert, cvt, height, value, unite, percentage, gauge, density, money, rupees, angle
  // Dates and times.
  case date, deathDate, dates, dateRange, sortDate, isoDate, asOf, age, duration
  case dateFrench, dateGerman, dateGermanISO
  // Mathematics, chemistry, physics, music.
  case fraction, namedFraction, root, limits, raise, chem, formula, nuclide, lookup, music
  // Languages.
  case language, languageFamily, nihongo, labelled, pronunciation, interlanguage
  // Ships, places, works.
  case ship, anyShip, shipClass, country, coordinates, bible
  // Lists.
  case list, lines
  // Words.
  case upper, lower, upperFirst, lowerFirst, nothing
  // Parser functions.
  case ifNotEmpty, ifEqual, plural, ordinal, title, today

  /// Whether it matters if text is beside the template on its line.
  var needsLine: Bool { self == .list || self == .lines }
}
