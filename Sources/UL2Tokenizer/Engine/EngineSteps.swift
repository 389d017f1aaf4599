/// The steps of a tokenizer file as the engine runs them; throws the reason where it cannot.
import UL2Patterns

struct EngineSteps {
  let form: TextForm
  let opening: TextOpening
  let splitter: TextSplitter
  let kernel: PieceKernel

  init(_ file: TokenizerFile, in memory: TableMemory) throws(TextModel.Unfit) {
    switch file.model {
    case .bpe(let rules) where file.isByteLevel: self = try Self.byteLevel(file, rules, in: memory)
    case .bpe(let rules): self = try Self.characters(file, rules, in: memory)
    case .unigram(let rules):
      let words = try UnigramWords(file, rules, in: memory)
      // Words are normalized one by one.
      self.init(
        form: .none, opening: .none, splitter: .words(try WordCuts(words)), kernel: .words(words))
    }
  }

  private init(form: TextForm, opening: TextOpening, splitter: TextSplitter, kernel: PieceKernel) {
    (self.form, self.opening, self.splitter, self.kernel) = (form, opening, splitter, kernel)
  }

  // MARK: Byte-level models

  private static func byteLevel(
    _ file: TokenizerFile, _ rules: BPERules, in memory: TableMemory
  ) throws(TextModel.Unfit) -> EngineSteps {
    guard rules.byteFallback == nil else {
      throw TextModel.Unfit(reason: "byte fallback of a byte-level model")
    }
    var before: [PieceStep] = []
    var after: [PieceStep] = []
    var addsPrefixSpace = false
    var isSpelled = false
    for (i, step) in file.preTokenizers.enumerated() {
      if case .byteLevel(let adds, let splits) = step {
        if isSpelled { throw TextModel.Unfit(reason: "ByteLevel twice") }
        isSpelled = true
        if adds, i > 0 { throw TextModel.Unfit(reason: "add_prefix_space after other steps") }
        addsPrefixSpace = adds
        if splits { before.append(try Self.step(.regex(TokenizerFile.gpt2Pattern, .oniguruma))) }
      } else if isSpelled {
        after.append(try Self.step(step))
      } else {
        before.append(try Self.step(step))
      }
    }
    let form = try TextForm(file.normalizers)
    guard let scanner = PieceScanner(before), let spelled = PieceScanner(after) else {
      throw TextModel.Unfit(reason: "a pattern for which there is no scanner")
    }
    var bytes: [Int?] = []
    for byte in 0..<256 {
      let spelling = ByteAlphabet.spelled([UInt8(byte)])
      bytes.append(file.pieces.id(of: spelling).map { Int($0) })
    }
    let merges = try MergeModel(
      MergeRules(file, rules, alphabet: .bytes(bytes)) { file.pieceBytes($0) }, in: memory)
    return EngineSteps(
      form: form, opening: addsPrefixSpace ? .prefixSpace : .none,
      splitter: before.isEmpty ? .whole : .scanner(scanner),
      kernel: after.isEmpty ? .merges(merges) : .spelled(merges, spelled))
  }

  private static func step(_ pattern: TextPattern, dropsGaps: Bool = false)
    throws(TextModel.Unfit) -> PieceStep
  {
    guard case .regex(let source, let dialect) = pattern else {
      throw TextModel.Unfit(reason: "a split by a text")
    }
    do throws(PatternProblem) {
      return PieceStep(try Pattern(source, dialect: dialect), dropsGaps: dropsGaps)
    } catch {
      throw TextModel.Unfit(reason: "a pattern that is not supported")
    }
  }

  private static func step(_ step: TokenizerFile.PreTokenizer)
    throws(TextModel.Unfit) -> PieceStep
  {
    switch step {
    case .split(let pattern, .isolated, _): return try Self.step(pattern)
    case .split(let pattern, .removed, inverted: true):
      return try Self.step(pattern, dropsGaps: true)
    case .digits(let individual): return .digits(individual: individual)
    case .punctuation(.isolated): return .punctuation(individual: true)
    case .punctuation(.contiguous): return .punctuation(individual: false)
    default: throw TextModel.Unfit(reason: "the pre-tokenizer \(step)")
    }
  }

  // MARK: Models of characters

  private static func characters(
    _ file: TokenizerFile, _ rules: BPERules, in memory: TableMemory
  ) throws(TextModel.Unfit) -> EngineSteps {
    let marks = try SpaceMarks(file)
    var bytes: [Int?]?
    if let fallback = rules.byteFallback { bytes = fallback.map { $0 < 0 ? nil : Int($0) } }
    let model = MergeRules(file, rules, alphabet: .characters(bytes: bytes)) {
      file.pieceBytes($0).flatMap(SpaceMarks.key)
    }
    // A text that is cut wherever possible does not show whole pieces.
    if model.ignoresMerges { throw TextModel.Unfit(reason: "ignore_merges without ByteLevel") }
    let merges = try MergeModel(model, in: memory)
    let cuts = CutTable(
      model.rules.lazy.compactMap { model.pieces[$0.result] },
      beforeSpaces: marks.splits, in: memory)
    // A character that is left out or becomes unknown changes the ids beside it.
    guard let bytes, !bytes.contains(nil) else {
      throw TextModel.Unfit(reason: "characters of which not all bytes are pieces")
    }
    // A normalizer runs before the second search for added tokens, a pre-tokenizer after it.
    return EngineSteps(
      form: marks.isNormalizer ? .spaces(marks) : .none,
      opening: marks.isNormalizer ? .none : .spaces(marks), splitter: .cuts(cuts),
      kernel: .merges(merges))
  }
}

extension MergeRules {
  /// - Parameter bytes: a piece's bytes in text.
  init(
    _ file: TokenizerFile, _ rules: BPERules, alphabet: Alphabet, bytes: (Int) -> [UInt8]?
  ) {
    self.init(
      pieces: (0..<file.pieces.idCount).map(bytes),
      rules: rules.merges.map {
        Rule(left: Int($0.left), right: Int($0.right), result: Int($0.result), rank: Int($0.rank))
      }, alphabet: alphabet, unknown: rules.unknown.map { Int($0) },
      fusesUnknowns: rules.fusesUnknown, ignoresMerges: rules.looksUpWholePieces)
  }
}
