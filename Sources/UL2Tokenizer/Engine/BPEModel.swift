/// Byte-pair encoding of a chunk: the adjacent pair of the highest score is merged first, the leftmost of
/// equals, until none is left.
///
/// Sennrich et al., *Neural Machine Translation of Rare Words with Subword Units* (2016), over characters as
/// SentencePiece does it. Characters and pieces are numbers, and a table says what two of them merge to, so
/// that no text is hashed. Chunks of up to 64 characters are searched from end to end.
struct BPEModel: BitwiseCopyable, Sendable {
  /// User-defined pieces, which stay as they are; nil where there are none.
  let userDefined: PieceTrie?
  let symbols: SymbolTable
  let merges: MergeTable
  /// How many symbols are pieces: the others are characters that only occur inside pieces.
  private let pieceCount: Int

  /// - Parameter pieces: what text can match or merge to, as it stands in normalized text, with its id.
  ///   Nil where there are more symbols than can be numbered.
  init?(
    _ model: ModelProto, _ pieces: [(key: [UInt8], value: Int)], in memory: TableMemory
  ) {
    pieceCount = model.pieces.count
    let frozen = pieces.filter { model.pieces[$0.value].kind == .userDefined }
    userDefined = frozen.isEmpty ? nil : PieceTrie(frozen, in: memory)
    let symbols = SymbolTable(pieces, firstFree: model.pieces.count, in: memory)
    guard symbols.end <= SymbolTable.limit else { return nil }
    self.symbols = symbols
    // Pieces of one score have one rank.
    let order = Set(pieces.map { model.pieces[$0.value].score }).sorted(by: >)
    let ranks = Dictionary(uniqueKeysWithValues: order.enumerated().map { ($1, UInt32($0)) })
    var rankOfID = [UInt32](repeating: Merge.noRank, count: pieceCount)
    for piece in pieces { rankOfID[piece.value] = ranks[model.pieces[piece.value].score] ?? 0 }
    // Only for the building.
    let building = TableMemory()
    let trie = PieceTrie(pieces, in: building)
    var pairs: [(left: UInt32, right: UInt32, result: UInt32)] = []
    for piece in pieces {
      let key = piece.key
      for cut in key.indices.dropFirst() where key[cut] & 0xC0 != 0x80 {
        guard let left = symbols.symbol(key[..<cut], trie),
          let right = symbols.symbol(key[cut...], trie)
        else { continue }
        pairs.append((left, right, UInt32(piece.value)))
      }
    }
    merges = MergeTable(pairs, ranks: rankOfID, in: memory)
    withExtendedLifetime(building) {}
  }

  /// Whether merging could make `key`, given all else that it can make.
  static func canBeMade(_ key: [UInt8], from pieces: Set<ArraySlice<UInt8>>) -> Bool {
    func isSymbol(_ part: ArraySlice<UInt8>) -> Bool {
      part.count == characterLength(part.first ?? 0) || pieces.contains(part)
    }
    return key.indices.dropFirst().contains { cut in
      key[cut] & 0xC0 != 0x80 && isSymbol(key[..<cut]) && isSymbol(key[cut...])
    }
  }

  /// A symbol of a chunk.
  struct Symbol: BitwiseCopyable {
    /// As `SymbolTable` numbers them.
    var symbol: UInt32
    /// Where it begins.
    var start: UInt32
  }

  /// What merging works in.
  struct Workspace: ~Copyable {
    /// A symbol for each byte of a chunk, and one more.
    var symbols = Scratch<Symbol>(capacity: 1024)
    /// Of short chunks: what each symbol merges to with the one to its right, the rank in the upper 26 bits
    /// and the symbol's place in the lower 6, so that the least comes first.
    fileprivate var keys = Scratch<UInt32>(capacity: 64)
    fileprivate var results = Scratch<UInt32>(capacity: 64)
    /// Of long ones.
    var links = Scratch<Link>(capacity: 64)
    var heap = MergeHeap()

    mutating func shrink(to limit: Int) {
      symbols.shrink(to: limit)
      links.shrink(to: limit)
      heap.shrink(to: limit)
    }
  }

  /// The piece that a symbol is; nil for a character that is none.
  @inline(__always)
  func piece(_ symbol: UInt32) -> Int? {
    let id = Int(symbol & ~SymbolTable.frozen)
    return id < pieceCount ? id : nil
  }

  /// Merges a chunk.
  ///
  /// - Returns: the number of symbols, which stand at the start of the workspace's, in order.
  func merge(_ text: UnsafePointer<UInt8>, _ count: Int, _ space: inout Workspace) -> Int {
    space.symbols.reserve(count + 1)
    let symbolCount = unsafe split(text, count, space.symbols.base)
    return unsafe symbolCount <= 64
      ? mergeShort(space.symbols.base, symbolCount, space.keys.base, space.results.base)
      : mergeLong(symbolCount, &space)
  }

  private func split(
    _ text: UnsafePointer<UInt8>, _ count: Int, _ nodes: UnsafeMutablePointer<Symbol>
  ) -> Int {
    var n = 0
    var at = 0
    while at < count {
      unsafe nodes[n].start = UInt32(truncatingIfNeeded: at)
      if let userDefined, let match = unsafe userDefined.longestMatch(text + at, count - at) {
        unsafe nodes[n].symbol = UInt32(truncatingIfNeeded: match.value) | SymbolTable.frozen
        at += match.length
      } else {
        let length = unsafe min(characterLength(text[at]), count - at)
        unsafe nodes[n].symbol = unsafe symbols.symbol(text + at, length)
        at += length
      }
      n += 1
    }
    return n
  }

  /// Up to 64 symbols: which of them are left is a bit each.
  private func mergeShort(
    _ nodes: UnsafeMutablePointer<Symbol>, _ count: Int, _ keys: UnsafeMutablePointer<UInt32>,
    _ results: UnsafeMutablePointer<UInt32>
  ) -> Int {
    if count < 2 { return count }
    for i in 0..<(count - 1) {
      let merge = unsafe merges.merge(of: nodes[i].symbol, nodes[i + 1].symbol)
      unsafe keys[i] = merge.rank &<< 6 | UInt32(truncatingIfNeeded: i)
      unsafe results[i] = merge.result
    }
    var left: UInt64 = UInt64.max &>> UInt64(64 - count)
    while true {
      var best = UInt32.max
      for i in 0..<(count - 1) { best = unsafe min(best, keys[i]) }
      if best >= Self.noKey { break }
      let at = Int(best & 63)
      unsafe nodes[at].symbol = unsafe results[at]
      let right = at + 1 + (left &>> UInt64(at + 1)).trailingZeroBitCount
      left &= ~(1 &<< UInt64(right))
      if right < count - 1 { unsafe keys[right] = .max }
      let rest = (left &>> UInt64(right)) &>> 1
      if rest != 0 {
        let after = right + 1 + rest.trailingZeroBitCount
        let merge = unsafe merges.merge(of: nodes[at].symbol, nodes[after].symbol)
        unsafe keys[at] = merge.rank &<< 6 | UInt32(truncatingIfNeeded: at)
        unsafe results[at] = merge.result
      } else {
        unsafe keys[at] = .max
      }
      let earlier = left & ((1 &<< UInt64(at)) - 1)
      if earlier != 0 {
        let before = 63 - earlier.leadingZeroBitCount
        let merge = unsafe merges.merge(of: nodes[before].symbol, nodes[at].symbol)
        unsafe keys[before] = merge.rank &<< 6 | UInt32(truncatingIfNeeded: before)
        unsafe results[before] = merge.result
      }
    }
    var n = 0
    while left != 0 {
      unsafe nodes[n] = unsafe nodes[left.trailingZeroBitCount]
      n += 1
      left &= left - 1
    }
    return n
  }

  /// No key of a merge is as high as this.
  private static let noKey = Merge.noRank << 6
}
