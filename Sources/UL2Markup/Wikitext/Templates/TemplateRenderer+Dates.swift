/// Dates and ages. What depends on the day on which a page is shown is left out, or counted from the day on
/// which it was written.
extension TemplateRenderer {
  /// `1900|5|3`, as English writes it.
  mutating func writeDate(dayFirst: Bool, from first: Int) {
    guard let year = arguments[first] else {
      // `{{dts||May|5}}`
      if arguments[first + 1] != nil { writeMonth(first + 1, dayFirst: dayFirst) }
      return
    }
    guard arguments[first + 1] != nil, month(first + 1) != nil else { return write(year) }
    writeMonth(first + 1, dayFirst: dayFirst)
    write(number(first + 2) != nil && !dayFirst ? ", " : " ")
    write(year)
  }

  private mutating func writeMonth(_ place: Int, dayFirst: Bool) {
    let name = month(place).map { Calendar.months(context.language)[$0 - 1] } ?? ""
    switch number(place + 1) {
    case .some(let day) where dayFirst: write("\(day) \(name)")
    case .some(let day): write("\(name) \(day)")
    case nil: write(name)
    }
  }

  /// A month's number, given as such or by name.
  private func month(_ place: Int) -> Int? {
    guard let word = argument(place) else { return nil }
    if let number = Int(word) { return (1...12).contains(number) ? number : nil }
    return Calendar.month(word, context.language)
  }

  /// A whole date of three arguments.
  private func day(_ place: Int) -> Calendar.Day? {
    guard let year = number(place), (1...9999).contains(year), let month = month(place + 1),
      let day = number(place + 2), (1...31).contains(day)
    else { return nil }
    return Calendar.Day(year: year, month: month, day: day)
  }

  /// `{{death date and age|2000|1|2|1950|3|4}}`: `January 2, 2000 (aged 49)`.
  mutating func writeDeathDate() {
    writeDate(dayFirst: has("df"), from: 0)
    guard let death = day(0), let birth = day(3) else { return }
    write(" (aged \(death.years(since: birth)))")
  }

  /// `{{film date|2000|1|2|Cannes|2001|3|4}}`: `January 2, 2000 (Cannes), March 4, 2001`.
  mutating func writeDates() {
    var first = 0
    while arguments[first] != nil, first < 40 {
      if first > 0 { write(", ") }
      writeDate(dayFirst: has("df"), from: first)
      if let place = arguments[first + 3] {
        write(" (")
        write(place)
        write(")")
      }
      first += 4
    }
  }

  /// `{{start and end dates|2000|1|2|2001|3|4}}`.
  mutating func writeDateRange() {
    writeDate(dayFirst: has("df"), from: 0)
    guard arguments[3] != nil else { return }
    write(" – ")
    writeDate(dayFirst: has("df"), from: 3)
  }

  /// `{{dts|1999|May|5}}`, `{{dts|format=dmy|1999|5|5}}`, `{{dts|5 May 1999}}`.
  mutating func writeSortDate() {
    guard argument("format") != "hide" else { return }
    if arguments[1] == nil { return writeISODate() }
    writeDate(dayFirst: argument("format") == "dmy" || has("df"), from: 0)
  }

  /// `{{date|1999-05-12|dmy}}`; what is no such date as it is.
  mutating func writeISODate() {
    guard let word = argument(0), let parts = Calendar.parts(of: word) else {
      return write(arguments[0])
    }
    let name = Calendar.months(context.language)[parts.month - 1]
    let format = argument(1)?.lowercased() ?? argument("format")
    if format == "iso" || format == "ymd" { return write(word) }
    guard let day = parts.day else { return write("\(name) \(parts.year)") }
    let isMonthFirst = format.map { $0 == "mdy" } ?? false
    write(isMonthFirst ? "\(name) \(day), \(parts.year)" : "\(day) \(name) \(parts.year)")
  }

  /// `{{as of|2014|7}}`: `As of July 2014`.
  mutating func writeAsOf() {
    if let text = named("alt") { return write(text) }
    let isSince = has("since")
    write(has("lc") ? (isSince ? "since " : "as of ") : (isSince ? "Since " : "As of "))
    writeDate(dayFirst: argument("df") != "us", from: 0)
  }

  /// `{{age|1970|1|1|2000|1|1}}`: `30`; in days, or in years, months and days, where it is told so.
  mutating func writeAge(_ unit: [UInt8]) {
    guard let birth = day(0), let death = arguments[3] == nil ? today : day(3) else { return }
    switch String(decoding: unit, as: UTF8.self) {
    case "days": write("\(death.number - birth.number)")
    case "all":
      let years = death.years(since: birth)
      var months = (death.month - birth.month + 12) % 12
      var days = death.day - birth.day
      if days < 0 {
        months = (months + 11) % 12
        days += 30
      }
      let parts = [(years, "year"), (months, "month"), (days, "day")].filter { $0.0 > 0 }
        .map { "\($0.0) \($0.1)" + ($0.0 == 1 ? "" : "s") }
      write(parts.joined(separator: ", "))
    default: write("\(death.years(since: birth))")
    }
  }

  /// The day on which the page was written, which is what it counted from then.
  private var today: Calendar.Day? {
    let words = String(decoding: context.page.timestamp.prefix(10), as: UTF8.self)
    guard let parts = Calendar.parts(of: words), let day = parts.day, let year = Int(parts.year)
    else { return nil }
    return Calendar.Day(year: year, month: parts.month, day: day)
  }

  /// `{{CURRENTYEAR}}` and its like.
  mutating func writeToday(_ part: [UInt8]) {
    guard let today else { return }
    switch String(decoding: part, as: UTF8.self) {
    case "year": write("\(today.year)")
    case "month": write(Calendar.months(context.language)[today.month - 1])
    default: write("\(today.day)")
    }
  }

  // MARK: French and German

  /// `{{date|1|janvier|2000}}`: `1er janvier 2000`; with an age after a second date where told so.
  mutating func writeFrenchDate(_ told: [UInt8]) {
    let words = arguments.unnamed.prefix(3).map { short($0) ?? "" }
    guard words.count > 1 else { return write(arguments[0]) }
    var isFirst = true
    for (place, word) in words.enumerated() where !word.isEmpty {
      if !isFirst { write(" ") }
      isFirst = false
      switch place {
      case 0 where word == "1" || word == "01": write("1er")
      case 0 where word.first == "0" && word.utf8.count == 2: write(word.dropFirst().utf8)
      case 1: write(month(1).map { Calendar.french[$0 - 1] } ?? word)
      default: write(word)
      }
    }
    guard !told.isEmpty, let death = reversedDay(0), let birth = reversedDay(3) else { return }
    write(" (à \(death.years(since: birth)) ans)")
  }

  /// Day, month, year.
  private func reversedDay(_ place: Int) -> Calendar.Day? {
    guard let day = number(place), let month = month(place + 1), let year = number(place + 2),
      (1...9999).contains(year), (1...31).contains(day)
    else { return nil }
    return Calendar.Day(year: year, month: month, day: day)
  }

  /// `{{Datum|1|5|2000}}`: `1. Mai 2000`.
  mutating func writeGermanDate() {
    guard let day = number(0), let month = month(1) else { return write(arguments[0]) }
    write("\(day). \(Calendar.german[month - 1])")
    guard let year = arguments[2] else { return }
    write(" ")
    write(year)
  }

  /// `{{DatumZelle|2000-05-01}}`: `1. Mai 2000`.
  mutating func writeGermanISODate() {
    guard let word = argument(0), let parts = Calendar.parts(of: word) else {
      return write(arguments[0])
    }
    if let day = parts.day { write("\(day). ") }
    write("\(Calendar.german[parts.month - 1]) \(parts.year)")
  }
}

/// The calendar, Gregorian at any time.
enum Calendar {
  struct Day {
    let year: Int
    let month: Int
    let day: Int

    func years(since birth: Day) -> Int {
      let isBefore = (month, day) < (birth.month, birth.day)
      return year - birth.year - (isBefore ? 1 : 0)
    }

    /// Days since some day long ago.
    var number: Int {
      let shifted = month > 2 ? year : year - 1
      let era = shifted >= 0 ? shifted / 400 : (shifted - 399) / 400
      let ofEra = shifted - era * 400
      let ofYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
      return era * 146_097 + ofEra * 365 + ofEra / 4 - ofEra / 100 + ofYear
    }
  }

  static let english = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
  ]
  static let french = [
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre",
    "octobre", "novembre", "décembre",
  ]
  static let german = [
    "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober",
    "November", "Dezember",
  ]

  static func months(_ language: WikiLanguage) -> [String] {
    switch language {
    case .french: french
    case .german: german
    default: english
    }
  }

  /// The number of the month called `word`, or that its first three letters mean.
  static func month(_ word: String, _ language: WikiLanguage) -> Int? {
    let word = word.lowercased()
    guard word.utf8.count >= 3 else { return nil }
    return months(language).firstIndex { name in
      let name = name.lowercased()
      return name == word || word.utf8.count < 5 && name.hasPrefix(word.filter { $0 != "." })
    }
    .map { $0 + 1 }
  }

  /// The parts of `1999-05-12` or `1999-05`.
  static func parts(of word: String) -> (year: String, month: Int, day: Int?)? {
    let parts = word.split(separator: "-", omittingEmptySubsequences: false)
    guard (2...3).contains(parts.count), parts[0].utf8.count == 4, Int(parts[0]) != nil,
      parts[1].utf8.count == 2, let month = Int(parts[1]), (1...12).contains(month)
    else { return nil }
    guard parts.count == 3 else { return (String(parts[0]), month, nil) }
    guard let day = Int(parts[2]), (1...31).contains(day) else { return nil }
    return (String(parts[0]), month, day)
  }
}
