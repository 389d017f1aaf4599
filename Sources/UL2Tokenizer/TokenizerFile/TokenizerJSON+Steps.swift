/// The normalizers, pre-tokenizers and decoders of a `tokenizer.json`. Types that the library has but we do not support
/// are named in the error.
import UL2Patterns

extension TokenizerJSON {
  func normalizers(_ top: JSONObjectReader) throws(Problem) -> [TokenizerFile.Normalizer] {
    try steps(top, "normalizer", "normalizers") { step, type throws(Problem) in
      switch type {
      case "NFC": .nfc
      case "NFD": .nfd
      case "NFKC": .nfkc
      case "Lowercase": .lowercase
      case "Strip":
        .strip(
          left: try step.required("strip_left", .bool),
          right: try step.required("strip_right", .bool))
      case "Prepend": .prepend(Array(try step.required("prepend", .string).utf8))
      case "Replace":
        .replace(try pattern(step), by: Array(try step.required("content", .string).utf8))
      case "Precompiled": .precompiled(try charsMap(step))
      default: nil
      }
    }
  }

  func preTokenizers(_ top: JSONObjectReader) throws(Problem) -> [TokenizerFile.PreTokenizer] {
    try steps(top, "pre_tokenizer", "pretokenizers") { step, type throws(Problem) in
      switch type {
      case "Split":
        .split(
          try pattern(step),
          try step.requiredChoice("behavior", among: TokenizerFile.SplitBehavior.allCases),
          inverted: try step.required("invert", .bool))
      case "ByteLevel":
        .byteLevel(
          addsPrefixSpace: try step.required("add_prefix_space", .bool),
          splits: try step.optional("use_regex", .bool) ?? true)
      case "Digits": .digits(individual: try step.required("individual_digits", .bool))
      case "Punctuation":
        .punctuation(
          try step.choice("behavior", among: TokenizerFile.SplitBehavior.allCases) ?? .isolated)
      case "Metaspace":
        .metaspace(
          replacement: try character(step, "replacement"), prepends: try prependScheme(step),
          splits: try step.optional("split", .bool) ?? true)
      case "WhitespaceSplit": .whitespaceSplit
      default: nil
      }
    }
  }

  /// Nil where the file has none.
  func decoders(_ top: JSONObjectReader) throws(Problem) -> [TokenizerFile.Decoder]? {
    if top["decoder"] ?? .null == .null { return nil }
    return try steps(top, "decoder", "decoders") { step, type throws(Problem) in
      switch type {
      case "ByteLevel": .byteLevel
      case "ByteFallback": .byteFallback
      case "Fuse": .fuse
      case "Metaspace":
        .metaspace(
          replacement: try character(step, "replacement"), prepends: try prependScheme(step))
      case "Replace":
        .replace(try pattern(step), by: Array(try step.required("content", .string).utf8))
      case "Strip":
        .strip(
          content: try character(step, "content"),
          start: try step.required("start", .int(0...1 << 20)),
          stop: try step.required("stop", .int(0...1 << 20)))
      default: nil
      }
    }
  }

  // MARK: What is in them

  /// The steps under `key`, those of sequences one after the other.
  ///
  /// - Parameters:
  ///   - list: the key under which a sequence has its steps.
  ///   - read: nil for a type that is not supported.
  private func steps<Step>(
    _ top: JSONObjectReader, _ key: String, _ list: String,
    _ read: (JSONObjectReader, String) throws(Problem) -> Step?
  ) throws(Problem) -> [Step] {
    guard let first = try top.optionalObject(key) else { return [] }
    var steps: [Step] = []
    // A stack, the next step last: nesting needs no recursion.
    var pending = [first]
    while let step = pending.popLast() {
      let type = try step.required("type", .string)
      if type == "Sequence" {
        let parts = try step.list(list) { part throws(Problem) in part }
        pending.append(contentsOf: parts.reversed())
      } else if let read = try read(step, type) {
        steps.append(read)
      } else {
        throw step.failure(
          "type", "a \(key.replacing("_", with: "-")) that is not supported",
          expected: "one of those that docs/tokenizers.md lists")
      }
    }
    return steps
  }

  /// `{"String": …}` or `{"Regex": …}`.
  private func pattern(_ step: JSONObjectReader) throws(Problem) -> TextPattern {
    let pattern = try step.object("pattern", keys: ["String", "Regex"])
    switch (try pattern.optional("String", .string), try pattern.optional("Regex", .string)) {
    case (let text?, nil): return .text(Array(text.utf8))
    case (nil, let source?):
      do throws(PatternProblem) {
        _ = try Pattern(source)
      } catch {
        throw error.located(path: path, place: pattern.place("Regex"))
      }
      return .regex(source, .oniguruma)
    default:
      throw step.failure("pattern", "not one pattern", expected: "{\"String\"} or {\"Regex\"}")
    }
  }

  private func character(_ step: JSONObjectReader, _ key: String) throws(Problem) -> [UInt8] {
    let text = try step.required(key, .string)
    guard text.unicodeScalars.count == 1 else {
      throw step.failure(key, file.badValue, expected: "one character")
    }
    return Array(text.utf8)
  }

  /// Older files have `add_prefix_space` in place of it.
  private func prependScheme(
    _ step: JSONObjectReader
  ) throws(Problem) -> TokenizerFile.PrependScheme {
    let scheme =
      try step.choice("prepend_scheme", among: TokenizerFile.PrependScheme.allCases) ?? .always
    if try step.optional("add_prefix_space", .bool) == false, scheme != .never {
      throw step.failure(
        "add_prefix_space", "no prefix, and a prepend_scheme that has one",
        expected: "\"prepend_scheme\": \"never\" with it")
    }
    return scheme
  }

  private func charsMap(_ step: JSONObjectReader) throws(Problem) -> [UInt8] {
    let text = try step.required("precompiled_charsmap", .string)
    guard let bytes = Base64.decoded(Array(text.utf8)[...]) else {
      throw step.failure(
        "precompiled_charsmap", "not base64", got: "\(text.utf8.count) characters",
        expected: "replacement rules in base64")
    }
    if let damage = PrecompiledRules.damage(bytes) {
      throw step.failure(
        "precompiled_charsmap", "damaged replacement rules", got: damage,
        expected: "those of a SentencePiece model")
    }
    return bytes
  }
}
