/// Byte-pair encoding of a piece of text by `MergeRules`.
///
/// Symbols are numbers: first the alphabet's, then what merging makes in the order of its ranks, so that the lowest
/// number is merged first and a rank need not be looked up.
struct MergeModel: BitwiseCopyable, Sendable {
  enum Alphabet: BitwiseCopyable, Sendable {
    /// A symbol's number is its byte.
    case bytes(ByteSymbols)
    case characters(CharacterSymbols)
  }

  let alphabet: Alphabet
  let pairs: PairTable
  private let ids: SymbolIDs
  /// Pieces in which a whole text is looked up first; nil where it is always merged.
  let whole: PieceIndex?

  /// Text of more bytes is merged in a way that needs less memory.
  static let longestUsualPiece = 1 << 16
  /// The most pieces, and the most work of trying their merges at load.
  static let pieceLimit = 900_000
  private static let workLimit = 1 << 30

  init(_ rules: MergeRules, in memory: TableMemory) throws(TextModel.Unfit) {
    try Self.check(rules)
    let numbers: [Int]
    let split: ([UInt8], inout [UInt32]) -> Bool
    let alphabet: Alphabet
    switch rules.alphabet {
    case .bytes(let bytes):
      let table = ByteSymbols(bytes, unknown: rules.unknown, fuses: rules.fusesUnknowns, in: memory)
      numbers = ByteSymbols.ids(bytes, unknown: rules.unknown)
      alphabet = .bytes(table)
      split = { piece, symbols in
        for byte in piece {
          guard let id = bytes[Int(byte)] else { return false }
          symbols.append(UInt32(truncatingIfNeeded: id))
        }
        return true
      }
    case .characters(let bytes):
      let table = CharacterSymbols.Building(rules, bytes: bytes, in: memory)
      numbers = table.ids
      alphabet = .characters(table.alphabet)
      split = { table.split($0, &$1) }
    }
    let made = try rules.made(split)
    guard numbers.count + made.count < Int(PairTable.none) else {
      throw TextModel.Unfit(reason: "more than \(PairTable.none) pieces")
    }
    var numberOfID = [UInt32](repeating: PairTable.none, count: rules.pieces.count)
    let ids = numbers + made.map(\.result)
    for (number, id) in ids.enumerated() where id >= 0 { numberOfID[id] = UInt32(number) }
    var pairs: [(left: UInt32, right: UInt32, rank: UInt32)] = []
    for piece in made {
      let (left, right) = (numberOfID[piece.left], numberOfID[piece.right])
      pairs.append((left, right, numberOfID[piece.result]))
    }
    self.pairs = PairTable(pairs, in: memory)
    if case .bytes(let table) = alphabet { table.setPairs(pairs) }
    self.alphabet = alphabet
    self.ids = SymbolIDs(ids, in: memory)
    if rules.ignoresMerges {
      var keys: [(key: [UInt8], value: Int)] = []
      for (id, piece) in rules.pieces.enumerated() {
        if let piece, !piece.isEmpty { keys.append((piece, id)) }
      }
      whole = PieceIndex(keys, in: memory)
    } else {
      whole = nil
    }
  }

  /// Checks the assumptions of the tables' arithmetic.
  private static func check(_ rules: MergeRules) throws(TextModel.Unfit) {
    guard (1..<pieceLimit).contains(rules.pieces.count) else {
      throw TextModel.Unfit(reason: "\(rules.pieces.count) pieces")
    }
    guard rules.pieces.reduce(0, { $0 + ($1?.count ?? 0) }) < 1 << 26 else {
      throw TextModel.Unfit(reason: "pieces of more than 64 MiB")
    }
    let ids = rules.pieces.indices
    var all = rules.unknown.map { [$0] } ?? []
    let bytes: [Int?]
    switch rules.alphabet {
    case .bytes(let found):
      bytes = found
      for (byte, id) in found.enumerated() {
        if let id, ids.contains(id), rules.pieces[id] != [UInt8(truncatingIfNeeded: byte)] {
          throw TextModel.Unfit(reason: "the piece of byte \(byte) is another")
        }
      }
    case .characters(let found): bytes = found ?? .init(repeating: nil, count: 256)
    }
    guard bytes.count == 256 else { throw TextModel.Unfit(reason: "\(bytes.count) bytes") }
    all += bytes.compactMap(\.self)
    guard all.allSatisfy(ids.contains) else {
      throw TextModel.Unfit(reason: "an id beyond the vocabulary")
    }
    var reserved: Set<Int> = []
    if case .characters = rules.alphabet { reserved = Set(all) }
    if let unknown = rules.unknown { reserved.insert(unknown) }
    var work = 0
    for rule in rules.rules {
      guard ids.contains(rule.left), ids.contains(rule.right), ids.contains(rule.result),
        rule.rank >= 0, rule.rank < Int(UInt32.max),
        let left = rules.pieces[rule.left], let right = rules.pieces[rule.right],
        let result = rules.pieces[rule.result], !left.isEmpty, !right.isEmpty,
        result.count == left.count + right.count, result.starts(with: left),
        result[left.count...].elementsEqual(right)
      else { throw TextModel.Unfit(reason: "a merge of pieces that are not there") }
      if reserved.contains(rule.left) || reserved.contains(rule.right)
        || reserved.contains(rule.result)
      {
        throw TextModel.Unfit(reason: "a merge of a reserved piece")
      }
      work += result.count * result.count / 4
    }
    // The time to try a piece's merges is quadratic in its length.
    guard work < workLimit else { throw TextModel.Unfit(reason: "merges of very long pieces") }
  }

  @inline(__always)
  func id(of symbol: UInt32) -> UInt32 { ids[symbol] }

  /// Begins to merge a piece that was not found whole: in a lane, unless there are too many symbols for one.
  ///
  /// - Returns: whether it is in the lane, and whether something was left out or became unknown.
  @inline(__always)
  func begin(
    _ text: UnsafePointer<UInt8>, _ count: Int, _ space: inout MergeWorkspace,
    _ lanes: borrowing MergeLanes, _ lane: Int
  ) -> (count: Int, isLossy: Bool) {
    if case .bytes(let bytes) = alphabet, !bytes.isPartial, count <= MergeLanes.longest {
      unsafe lanes.begin(lane, text, count, bytes)
      return (count, false)
    }
    space.symbols.reserve(3 * count + 1)
    let symbols = unsafe space.symbols.base
    let found: (count: Int, isLossy: Bool) =
      switch alphabet {
      case .bytes(let bytes): unsafe bytes.split(text, count, symbols)
      case .characters(let characters): unsafe characters.split(text, count, symbols)
      }
    if found.count <= MergeLanes.longest {
      unsafe lanes.begin(lane, symbols, found.count, pairs)
    }
    return found
  }

  /// Merges a piece of less than 2²⁸ bytes. Leaves its symbols in the workspace, the first at 0, the next where it
  /// ends.
  ///
  /// - Returns: where the last symbol ends, and whether something was left out or became unknown.
  func mergeHuge(
    _ text: UnsafePointer<UInt8>, _ count: Int, _ space: inout HugeMergeWorkspace
  ) -> (end: Int, isLossy: Bool) {
    let isLossy: Bool
    switch alphabet {
    case .bytes(let bytes):
      space.begin(count)
      isLossy = unsafe bytes.split(text, count) { space.append($0, 1) }
    case .characters(let characters):
      space.begin(unsafe characters.mostSymbols(text, count))
      isLossy = unsafe characters.split(text, count) { space.append($0, 1) }
    }
    if space.count > 0 { pairs.mergeHuge(&space) }
    return (space.count, isLossy)
  }
}
