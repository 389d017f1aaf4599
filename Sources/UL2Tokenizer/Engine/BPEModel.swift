/// Byte-pair encoding of a chunk: merges the adjacent pair of the highest score first, the leftmost of equals, until
/// none merges.
///
/// Sennrich et al., *Neural Machine Translation of Rare Words with Subword Units* (2016), over characters as
/// SentencePiece does it. Characters and pieces are numbers, and a table says what two of them merge to, so no text is
/// hashed. Chunks of up to 64 characters are searched from end to end.
struct BPEModel: BitwiseCopyable, Sendable {
  /// User-defined pieces, which stay as they are; nil where there are none.
  let userDefined: PieceTrie?
  let symbols: SymbolTable
  let merges: MergeTable
  /// How many symbols are pieces: the others are characters that only occur inside pieces.
  private let pieceCount: Int

  /// - Parameter pieces: pieces that text can match or merge to, as they appear in normalized text, with their ids. Nil
  ///   where there are too many symbols to number.
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
    // Only needed while building.
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

  /// A symbol's piece; nil for a character that is not a piece.
  @inline(__always)
  func piece(_ symbol: UInt32) -> Int? {
    let id = Int(symbol & ~SymbolTable.frozen)
    return id < pieceCount ? id : nil
  }

  /// Merges a chunk.
  ///
  /// - Returns: the number of symbols, which are at the start of the workspace's, in order.
  func merge(_ text: UnsafePointer<UInt8>, _ count: Int, _ space: inout MergeWorkspace) -> Int {
    space.symbols.reserve(count + 1)
    let symbolCount = unsafe split(text, count, space.symbols.base)
    return symbolCount <= 64
      ? merges.mergeShort(symbolCount, &space) : merges.mergeLong(symbolCount, &space)
  }

  private func split(
    _ text: UnsafePointer<UInt8>, _ count: Int, _ nodes: UnsafeMutablePointer<MergeSymbol>
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

  /// Merges a chunk of less than 2³⁰ bytes. Leaves its symbols in the workspace, the first at 0, the next where it
  /// ends.
  func mergeHuge(_ text: UnsafePointer<UInt8>, _ count: Int, _ space: inout HugeMergeWorkspace) {
    space.begin(count)
    var at = 0
    while at < count {
      if let userDefined, let match = unsafe userDefined.longestMatch(text + at, count - at) {
        space.append(UInt32(truncatingIfNeeded: match.value) | SymbolTable.frozen, match.length)
        at += match.length
      } else {
        let length = unsafe min(characterLength(text[at]), count - at)
        space.append(unsafe symbols.symbol(text + at, length), length)
        at += length
      }
    }
    merges.mergeHuge(&space)
  }
}
