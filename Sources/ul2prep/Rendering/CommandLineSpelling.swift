/// How the command line spells what libraries name.
import UL2Pipeline

extension Spelling {
  /// `--tokenizer-model`, `ul2prep tokenize`.
  static let commandLine = Spelling {
    "--" + words($0.rawValue)
  } operation: {
    "ul2prep \($0.rawValue)"
  }

  /// `baseURL` as options are named: `base-url`.
  private static func words(_ name: String) -> String {
    var words = ""
    var isInWord = false
    for letter in name {
      if letter.isUppercase, isInWord { words += "-" }
      isInWord = letter.isLowercase
      words += letter.lowercased()
    }
    return words
  }
}
