/// The contents of a `tokenizer.json`, a tiktoken file or a tekken file: the steps that a text goes through, in order,
/// and the vocabulary. A value, checked when it was read, and run by `PlainTokenizer` and the engines.
///
/// The terms are those of Hugging Face's `tokenizers`, whose ids are the reference; the other two kinds of file are
/// described in the same terms.
///
///     text → added tokens cut out → normalizers → added tokens cut out → pre-tokenizers → model → ids

package struct TokenizerFile: Sendable {
  /// The kind of the file.
  package enum Kind: String, Sendable {
    case tokenizerJSON = "tokenizer.json"
    case tiktoken, tekken

    /// The name of the copy beside a manifest.
    package var fileName: String {
      switch self {
      case .tokenizerJSON: "tokenizer.json"
      case .tiktoken: "tokenizer.tiktoken"
      case .tekken: "tekken.json"
      }
    }
  }

  /// Turns a piece of text into ids.
  package enum Model: Sendable {
    case bpe(BPERules)
    case unigram(UnigramRules)
  }

  package var path: String
  package var kind: Kind
  /// The known vocabulary that it is, for the log; nil for another.
  package var name: String?
  /// The pattern given for it, if not the known vocabulary's own.
  package var givenPattern: String?
  /// The file's bytes, for the copy beside the output.
  package var bytes: [UInt8] = []
  /// In the order of the file; no two have one id, or one content.
  package var addedTokens: [AddedToken] = []
  package var normalizers: [Normalizer] = []
  package var preTokenizers: [PreTokenizer] = []
  package var model: Model
  /// The model's pieces, as the file spells them (byte-level ones in the characters of `ByteAlphabet`); nil in gaps.
  package var pieces: PieceTable
  /// Nil where the file has none: pieces are then joined by spaces.
  package var decoders: [Decoder]?
  /// The contents of `tokenizer_config.json` beside the file.
  package var config: TokenizerConfig?
  /// Notes about the file: settings that are ignored.
  package var notes: [String] = []

  /// Whether bytes become characters of `ByteAlphabet` before the model sees them.
  package var isByteLevel: Bool {
    preTokenizers.contains { if case .byteLevel = $0 { true } else { false } }
  }

  /// All ids of pieces and added tokens are below it.
  package var vocabularySize: Int {
    max(pieces.idCount, (addedTokens.map(\.id).max() ?? -1) + 1)
  }

  /// The added token with this id.
  package func addedToken(_ id: Int) -> AddedToken? { addedTokens.first { $0.id == id } }

  /// The id of an added token, else of a piece of the model.
  package func id(of content: String) -> Int? {
    addedTokens.first { $0.content == Array(content.utf8) }?.id
      ?? pieces.id(of: content).map { Int($0) }
  }

  /// The bytes of a piece of the model, of a byte-level one those that its characters spell. Nil where there is no such
  /// id, or a character of a byte-level piece spells no byte, so no text has it.
  package func pieceBytes(_ id: Int) -> [UInt8]? {
    guard let piece = pieces[id] else { return nil }
    return isByteLevel ? ByteAlphabet.bytes(spelledBy: piece) : Array(piece)
  }
}

/// A token that is cut out of a text before the model sees it.
package struct AddedToken: Hashable, Sendable {
  package var id: Int
  package var content: [UInt8]
  /// The text to look for: the content, or its normalized form.
  package var pattern: [UInt8]
  /// A marker, not text.
  package var isSpecial = false
  /// Normalized, and looked for in normalized text.
  package var isNormalized = false
  /// White space before it, and after it, belongs to it.
  package var stripsLeft = false
  package var stripsRight = false
  /// Not matched beside a letter, a digit or another word character.
  package var isSingleWord = false

  package init(id: Int, content: [UInt8], isSpecial: Bool = false) {
    self.id = id
    self.content = content
    pattern = content
    self.isSpecial = isSpecial
  }

  package var text: String { String(decoding: content, as: UTF8.self) }
}
