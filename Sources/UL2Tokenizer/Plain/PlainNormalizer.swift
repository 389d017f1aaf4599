/// The normalizers of a tokenizer file, one after the other.
import UL2Patterns

struct PlainNormalizer: Sendable {
  private enum Step: Sendable {
    case form(PlainNormalForm)
    case lowercase
    case strip(left: Bool, right: Bool)
    case prepend([UInt8])
    case replace(PlainPattern, by: [UInt8])
    case precompiled(PrecompiledRules)
  }

  private let steps: [Step]

  init(_ normalizers: [TokenizerFile.Normalizer]) throws(PatternProblem) {
    var steps: [Step] = []
    for normalizer in normalizers {
      switch normalizer {
      case .nfc: steps.append(.form(.nfc))
      case .nfd: steps.append(.form(.nfd))
      case .nfkc: steps.append(.form(.nfkc))
      case .lowercase: steps.append(.lowercase)
      case .strip(let left, let right): steps.append(.strip(left: left, right: right))
      case .prepend(let text): steps.append(.prepend(text))
      case .replace(let pattern, let content):
        steps.append(.replace(try PlainPattern(pattern), by: content))
      case .precompiled(let bytes):
        // Checked when the file was read.
        if let rules = PrecompiledRules(bytes) { steps.append(.precompiled(rules)) }
      }
    }
    self.steps = steps
  }

  func normalize(_ piece: inout PlainPiece) throws(PatternProblem) {
    for step in steps where !piece.bytes.isEmpty {
      switch step {
      case .form(let form): piece.replaceMiddle(by: form.normalized(piece.bytes))
      case .lowercase: lowercase(&piece)
      case .strip(let left, let right): strip(&piece, left, right)
      case .prepend(let text): piece.prepend(text)
      case .replace(let pattern, let content):
        piece.replace(try pattern.spans(in: piece.bytes), by: content)
      case .precompiled(let rules): precompile(&piece, rules)
      }
    }
  }

  private func lowercase(_ piece: inout PlainPiece) {
    var changed: [PlainPiece.Change] = []
    for range in piece.characters {
      for (i, lower) in UnicodeTables.shared.lowercase(scalar(piece.bytes[range])).enumerated() {
        var character: [UInt8] = []
        appendUTF8(lower, to: &character)
        changed.append((character[...], i > 0 ? 1 : 0))
      }
    }
    piece.transform(changed)
  }

  private func strip(_ piece: inout PlainPiece, _ left: Bool, _ right: Bool) {
    let characters = piece.characters
    let isSpace = characters.map { isWhiteSpace(scalar(piece.bytes[$0])) }
    let leading = left ? isSpace.prefix { $0 }.count : 0
    let trailing = right ? isSpace.reversed().prefix { $0 }.count : 0
    guard leading > 0 || trailing > 0 else { return }
    let kept = characters.indices.filter { $0 >= leading && $0 < characters.count - trailing }
    piece.transform(kept.map { (piece.bytes[characters[$0]], 0) }, dropping: leading)
  }

  /// A whole grapheme cluster of up to five bytes is looked up, and where that has no rule, or is longer, each of its
  /// characters.
  private func precompile(_ piece: inout PlainPiece, _ rules: PrecompiledRules) {
    var changed: [PlainPiece.Change] = []
    var isChanged = false
    func replace(_ old: ArraySlice<UInt8>, by new: ArraySlice<UInt8>) {
      isChanged = true
      let (oldCount, newCount) = (PlainPiece.count(old), PlainPiece.count(new))
      let first = changed.count
      for range in PlainPiece.characters(of: new) { changed.append((new[range], 0)) }
      if newCount > oldCount {
        for i in first + oldCount..<first + newCount { changed[i].change = 1 }
      } else if newCount < oldCount, !changed.isEmpty {
        changed[changed.count - 1].change += newCount - oldCount
      }
    }
    for cluster in Self.graphemeClusters(of: piece.bytes) {
      let text = piece.bytes[cluster]
      if text.count <= PrecompiledRules.longestCluster, let new = rules.replacement(of: text) {
        replace(text, by: new)
        continue
      }
      for range in PlainPiece.characters(of: text) {
        if let new = rules.replacement(of: text[range]) {
          replace(text[range], by: new)
        } else {
          changed.append((text[range], 0))
        }
      }
    }
    if isChanged { piece.transform(changed) }
  }

  /// Extended grapheme clusters, which are what Swift calls characters.
  static func graphemeClusters(of text: [UInt8]) -> [Range<Int>] {
    var clusters: [Range<Int>] = []
    var start = 0
    for character in String(decoding: text, as: UTF8.self) {
      let end = start + character.utf8.count
      clusters.append(start..<end)
      start = end
    }
    return clusters
  }
}
