/// Losses of a model's normalization that decoding does not undo: its normalizer may turn newlines
/// into spaces, make runs of spaces one, letters lower case and characters others, and what it has
/// no piece for is lost.
///
/// They are found with a sample of a few hundred short texts and the reference, whose ids are those of every engine: it
/// takes some milliseconds, before hours are spent.

package struct TextLosses: Sendable {
  /// The fate of the characters that lay out a text.
  package enum Fate: Hashable, Sendable {
    case kept
    /// One space, however many there were.
    case space
    case removed
    case unknown
    case other
  }

  /// A character that decoding gives back as something else.
  package struct Replacement: Hashable, Sendable {
    package var character: String
    /// Empty where it is left out.
    package var becomes: String
  }

  package private(set) var newlines = Fate.kept
  package private(set) var tabs = Fate.kept
  /// Runs of several newlines, where single ones are kept.
  package private(set) var blankLines = Fate.kept
  /// Runs of spaces between words.
  package private(set) var spaces = Fate.kept
  /// Spaces before the first word of a line, or of a text, where runs between words are kept.
  package private(set) var indentation = Fate.kept
  /// Spaces and newlines after the last word, where the others are kept.
  package private(set) var ends = Fate.kept
  package private(set) var foldsCase = false
  package private(set) var replacements: [Replacement] = []
  /// Names of kinds of characters, and how many of a sample the model has no piece for.
  package private(set) var unknown: [(kind: String, characters: [String], of: Int)] = []
}

extension Tokenizer {
  /// The losses when a sample is encoded and decoded.
  package func textLosses() -> TextLosses {
    TextLosses(TokenEncoder(self), unknown: pieces.firstIndex { $0.kind == .unknown })
  }
}

extension TextLosses {
  /// - Parameter id: of the unknown piece.
  init(_ encoder: TokenEncoder, unknown id: Int?) {
    let trial = Trial(encoder: encoder, unknown: id)
    newlines = trial.fate("one\ntwo", "one two", "onetwo")
    tabs = trial.fate("one\ttwo", "one two", "onetwo")
    spaces = trial.fate("one  two    three", "one two three", "onetwothree")
    if newlines == .kept {
      blankLines = trial.fate("one\n\n\ntwo", "one\ntwo", "onetwo")
    }
    if spaces == .kept {
      indentation = trial.fate("    one", "one", " one")
      if indentation == .kept, newlines == .kept {
        indentation = trial.fate("one\n    two\n  three", "one\n two\n three", "one\ntwo\nthree")
      }
      if newlines == .kept { ends = trial.fate("one  \n", "one", "one\n") }
    }
    foldsCase = trial.text(of: "Upper CASE") == Array("upper case".utf8)
    for kind in CharacterSample.all {
      var lost: [String] = []
      for character in kind.characters {
        let text = "x \(character) x"
        let decoded = trial.text(of: text)
        if decoded.map({ $0.elementsEqual(text.utf8) }) ?? true { continue }
        if trial.isUnknown(text) {
          lost.append(character)
        } else if let decoded, !foldsCase || !decoded.elementsEqual(text.lowercased().utf8) {
          let inner = decoded.starts(with: Array("x ".utf8)) && decoded.suffix(2) == [0x20, 0x78]
          let becomes =
            inner && decoded.count >= 4
            ? String(decoding: decoded.dropFirst(2).dropLast(2), as: UTF8.self) : ""
          replacements.append(Replacement(character: character, becomes: becomes))
        }
      }
      if !lost.isEmpty { unknown.append((kind.name, lost, kind.characters.count)) }
    }
  }

  /// Encodes and decodes the texts of a sample.
  private struct Trial {
    let encoder: TokenEncoder
    let unknown: Int?

    private func ids(_ text: String) -> [Int32]? {
      var ids: [Int32] = []
      do throws(Problem) {
        try encoder.encodeByReference(Array(text.utf8), into: &ids)
      } catch {
        return nil
      }
      return ids
    }

    /// The text encoded and decoded; nil where either fails.
    func text(of text: String) -> [UInt8]? {
      guard let ids = ids(text), let decoded = try? encoder.decode(ids) else { return nil }
      return Array(decoded.utf8)
    }

    func isUnknown(_ text: String) -> Bool {
      guard let unknown, let ids = ids(text) else { return false }
      return ids.contains { Int($0) == unknown }
    }

    /// - Parameters: what is there when runs are one space, and when they are nothing.
    func fate(_ text: String, _ spaced: String, _ removed: String) -> Fate {
      guard let decoded = self.text(of: text) else { return .kept }
      if decoded.elementsEqual(text.utf8) { return .kept }
      // Whether it is the words that the model lacks.
      let words = text.filter { !$0.isWhitespace }
      if isUnknown(text), !isUnknown(words) { return .unknown }
      if decoded.elementsEqual(spaced.utf8) { return .space }
      if decoded.elementsEqual(removed.utf8) { return .removed }
      // Words may become others; what is between them is what is asked for.
      let layout = decoded.filter { $0 <= 0x20 }
      if layout.elementsEqual(text.utf8.filter { $0 <= 0x20 }) { return .kept }
      return layout.elementsEqual(spaced.utf8.filter { $0 <= 0x20 })
        ? .space : layout.elementsEqual(removed.utf8.filter { $0 <= 0x20 }) ? .removed : .other
    }
  }
}
