/// Byte-pair encoding of a chunk: the adjacent pair of the highest score is merged first, the leftmost of
/// equals, until none is left.
///
/// Sennrich et al., *Neural Machine Translation of Rare Words with Subword Units* (2016), over characters as
/// SentencePiece does it. Characters and pieces are numbers, and a table says what two of them merge to, so
/// that no text is hashed. Chunks of up to 64 characters are searched from end to end, longer ones by a heap.
struct BPEModel: BitwiseCopyable, Sendable {
  /// User-defined pieces, which stay as they are; nil where there are none.
  private let userDefined: PieceTrie?
  private let symbols: SymbolTable
  private let merges: MergeTable
  /// How many symbols are pieces: the others are characters that only occur inside pieces.
  private let pieceCount: Int

  /// - Parameter pieces: what text can match or merge to, as it stands in normalized text, with its id.
  init(
    _ model: ModelProto, _ pieces: [(key: [UInt8], value: Int)], in memory: TableMemory
  ) {
    pieceCount = model.pieces.count
    let frozen = pieces.filter { model.pieces[$0.value].kind == .userDefined }
    userDefined = frozen.isEmpty ? nil : PieceTrie(frozen, in: memory)
    let symbols = SymbolTable(pieces, firstFree: model.pieces.count, in: memory)
    self.symbols = symbols
    // Pieces of one score have one rank.
    let order = Set(pieces.map { model.pieces[$0.value].score }).sorted(by: >)
    let ranks = Dictionary(uniqueKeysWithValues: order.enumerated().map { ($1, UInt32($0)) })
    var rankOfID = [UInt32](repeating: UInt32.max - 1, count: pieceCount)
    for piece in pieces { rankOfID[piece.value] = ranks[model.pieces[piece.value].score] ?? 0 }
    // Only for the building.
    let building = TableMemory()
    let trie = PieceTrie(pieces, in: building)
    var pairs: [(left: Int32, right: Int32, result: Int32)] = []
    for piece in pieces {
      let key = piece.key
      for cut in key.indices.dropFirst() where key[cut] & 0xC0 != 0x80 {
        guard let left = symbols.symbol(key[..<cut], trie),
          let right = symbols.symbol(key[cut...], trie)
        else { continue }
        pairs.append((left, right, Int32(piece.value)))
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
    /// A piece's id, or a character's number; −1 for what merges with nothing.
    var symbol: Int32
    /// Where it begins.
    var start: Int32
    /// What it merges to with the symbol to the right.
    var merge = Merge.none
    var isFrozen = false
    /// Those beside it, while a long chunk is merged.
    var previous: Int32 = 0
    var next: Int32 = 0
  }

  /// The piece that a symbol is; nil for a character that is none.
  @inline(__always)
  func piece(_ symbol: Int32) -> Int? {
    symbol >= 0 && Int(symbol) < pieceCount ? Int(symbol) : nil
  }

  /// Merges a chunk.
  ///
  /// - Parameter nodes: room for a symbol for each byte and one more.
  /// - Returns: the number of symbols, which stand at the start of `nodes`, in order.
  func merge(
    _ text: UnsafePointer<UInt8>, _ count: Int, _ nodes: UnsafeMutablePointer<Symbol>,
    _ heap: inout MergeHeap
  ) -> Int {
    let symbolCount = unsafe split(text, count, nodes)
    return symbolCount <= 64
      ? unsafe mergeShort(nodes, symbolCount) : unsafe mergeLong(nodes, symbolCount, &heap)
  }

  private func split(
    _ text: UnsafePointer<UInt8>, _ count: Int, _ nodes: UnsafeMutablePointer<Symbol>
  ) -> Int {
    var n = 0
    var at = 0
    while at < count {
      var node = Symbol(symbol: -1, start: Int32(truncatingIfNeeded: at))
      if let userDefined, let match = unsafe userDefined.longestMatch(text + at, count - at) {
        node.symbol = Int32(truncatingIfNeeded: match.value)
        node.isFrozen = true
        at += match.length
      } else {
        let length = unsafe characterLength(text[at])
        node.symbol = unsafe symbols.symbol(text + at, length)
        at += length
      }
      unsafe nodes[n] = node
      if n > 0 { unsafe nodes[n - 1].merge = find(nodes[n - 1], node) }
      n += 1
    }
    return n
  }

  @inline(__always)
  private func find(_ left: Symbol, _ right: Symbol) -> Merge {
    if left.symbol < 0 || right.symbol < 0 || left.isFrozen || right.isFrozen { return .none }
    return merges.merge(of: left.symbol, right.symbol)
  }

  /// Up to 64 symbols: which of them are left is a bit each.
  private func mergeShort(_ nodes: UnsafeMutablePointer<Symbol>, _ count: Int) -> Int {
    var left: UInt64 = count == 64 ? .max : 1 << UInt64(count) - 1
    while true {
      var best = Merge.none
      var at = 0
      for i in 0..<count {
        let merge = unsafe nodes[i].merge
        if merge.rank < best.rank {
          best = merge
          at = i
        }
      }
      if best.rank == Merge.none.rank { break }
      let right = at + 1 + (left &>> UInt64(at + 1)).trailingZeroBitCount
      left &= ~(1 &<< UInt64(right))
      unsafe nodes[right].merge = .none
      unsafe nodes[at].symbol = best.result
      let after = right + 1 + ((left &>> UInt64(right)) &>> 1).trailingZeroBitCount
      unsafe nodes[at].merge = after < count ? find(nodes[at], nodes[after]) : .none
      let before = 63 - (left & ((1 &<< UInt64(at)) - 1)).leadingZeroBitCount
      if before >= 0 { unsafe nodes[before].merge = find(nodes[before], nodes[at]) }
    }
    var n = 0
    while left != 0 {
      unsafe nodes[n] = nodes[left.trailingZeroBitCount]
      n += 1
      left &= left - 1
    }
    return n
  }

  private func mergeLong(
    _ nodes: UnsafeMutablePointer<Symbol>, _ count: Int, _ heap: inout MergeHeap
  ) -> Int {
    heap.removeAll()
    for i in 0..<count {
      unsafe nodes[i].previous = Int32(truncatingIfNeeded: i - 1)
      unsafe nodes[i].next = i + 1 < count ? Int32(truncatingIfNeeded: i + 1) : -1
      unsafe heap.push(nodes[i].merge, i)
    }
    while let (merge, i) = heap.pop() {
      // What a pair would merge to changes with its symbols; what was found before no longer counts.
      guard unsafe nodes[i].merge == merge else { continue }
      let right = unsafe Int(nodes[i].next)
      let after = unsafe nodes[right].next
      unsafe nodes[right].merge = .none
      unsafe nodes[i].symbol = merge.result
      unsafe nodes[i].next = after
      unsafe nodes[i].merge = .none
      if after >= 0 {
        unsafe nodes[Int(after)].previous = Int32(truncatingIfNeeded: i)
        unsafe nodes[i].merge = find(nodes[i], nodes[Int(after)])
        unsafe heap.push(nodes[i].merge, i)
      }
      let before = unsafe Int(nodes[i].previous)
      if before >= 0 {
        unsafe nodes[before].merge = find(nodes[before], nodes[i])
        unsafe heap.push(nodes[before].merge, before)
      }
    }
    // The first symbol is never the right one of a pair.
    var n = 0
    var at = 0
    while at >= 0 {
      let node = unsafe nodes[at]
      unsafe nodes[n] = node
      n += 1
      at = Int(node.next)
    }
    return n
  }
}

/// Merges to come: the lowest rank first, then the leftmost.
struct MergeHeap {
  private var entries: [(merge: Merge, at: Int)] = []

  mutating func removeAll() {
    // One huge chunk is not to keep its memory.
    entries.removeAll(keepingCapacity: entries.capacity <= 1 << 16)
  }

  private func isBefore(_ i: Int, _ j: Int) -> Bool {
    let (a, b) = (entries[i], entries[j])
    return (a.merge.rank, a.at) < (b.merge.rank, b.at)
  }

  mutating func push(_ merge: Merge, _ at: Int) {
    if merge == .none { return }
    entries.append((merge, at))
    var i = entries.count - 1
    while i > 0, isBefore(i, (i - 1) / 2) {
      entries.swapAt(i, (i - 1) / 2)
      i = (i - 1) / 2
    }
  }

  mutating func pop() -> (merge: Merge, at: Int)? {
    guard let first = entries.first else { return nil }
    let last = entries.removeLast()
    if entries.isEmpty { return first }
    entries[0] = last
    var i = 0
    while true {
      var least = i
      for child in [2 * i + 1, 2 * i + 2] where child < entries.count && isBefore(child, least) {
        least = child
      }
      if least == i { return first }
      entries.swapAt(i, least)
      i = least
    }
  }
}
