/// The steps of a tokenizer file besides its model; sequences of steps are flat, since nesting changes nothing.

import UL2Patterns

/// The pattern of a step.
package enum TextPattern: Hashable, Sendable {
  /// This text; an empty one matches between all characters.
  case text([UInt8])
  /// A regular expression, as the file has it; checked when the file is read.
  case regex(String, RegexDialect)
}

extension TokenizerFile {
  /// Changes a text.
  package enum Normalizer: Hashable, Sendable {
    /// Normal forms of Unicode 9.0.
    case nfc, nfd, nfkc
    case lowercase
    /// Removes white space from the ends.
    case strip(left: Bool, right: Bool)
    /// Puts this before a text that is not empty.
    case prepend([UInt8])
    case replace(TextPattern, by: [UInt8])
    /// SentencePiece's replacement rules, by grapheme clusters.
    case precompiled([UInt8])
  }

  /// The treatment of matches when a text is split by a pattern.
  package enum SplitBehavior: String, CaseIterable, Sendable {
    case removed = "Removed"
    case isolated = "Isolated"
    case mergedWithPrevious = "MergedWithPrevious"
    case mergedWithNext = "MergedWithNext"
    /// Adjacent matches are one piece.
    case contiguous = "Contiguous"
  }

  /// Where Metaspace puts a mark before a text.
  package enum PrependScheme: String, CaseIterable, Sendable {
    /// Before the piece that the document begins with.
    case first
    case never
    /// Before each piece.
    case always
  }

  /// Splits pieces of text into smaller ones, or changes them.
  package enum PreTokenizer: Hashable, Sendable {
    /// - Parameter inverted: the gaps between matches are the matches.
    case split(TextPattern, SplitBehavior, inverted: Bool)
    /// Spells bytes with characters of `ByteAlphabet`, after a space was put before a piece that has none
    /// (`addsPrefixSpace`), and after GPT-2's pattern has split it (`splits`).
    case byteLevel(addsPrefixSpace: Bool, splits: Bool)
    case digits(individual: Bool)
    case punctuation(SplitBehavior)
    /// Spaces become `replacement`; `splits`: each begins a piece.
    case metaspace(replacement: [UInt8], prepends: PrependScheme, splits: Bool)
    /// Removes white space; the text between is pieces.
    case whitespaceSplit
  }

  /// Turns pieces back into text: each takes a list of texts and gives another.
  package enum Decoder: Hashable, Sendable {
    case byteLevel
    case byteFallback
    case fuse
    case metaspace(replacement: [UInt8], prepends: PrependScheme)
    case replace(TextPattern, by: [UInt8])
    /// As many of this character as are at the ends of each text, up to these numbers.
    case strip(content: [UInt8], start: Int, stop: Int)
  }

  /// GPT-2's pattern, which ByteLevel splits by.
  package static let gpt2Pattern =
    #"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"#
}
