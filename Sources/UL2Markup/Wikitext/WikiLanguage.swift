/// A wiki's language, where it decides what templates show: words, numbers, dates.
enum WikiLanguage: Sendable {
  case english, german, french
  /// Any other: words are left out where they would be in English.
  case other

  /// - Parameter code: as the wiki's host has it; empty where it is unknown, which counts as English.
  init(_ code: [UInt8]) {
    switch String(decoding: code, as: UTF8.self) {
    case "", "en", "simple": self = .english
    case "de", "als", "bar": self = .german
    case "fr": self = .french
    default: self = .other
    }
  }

  /// Parts thousands; empty where it is not known what does.
  var thousands: String {
    switch self {
    case .english: ","
    case .german: "."
    case .french: " "
    case .other: ""
    }
  }

  var decimalPoint: String { self == .german || self == .french ? "," : "." }
}
