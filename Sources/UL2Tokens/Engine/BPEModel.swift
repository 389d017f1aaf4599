/// Byte-pair encoding of a chunk: the adjacent pair of the highest score is merged first, the leftmost of
/// equals, until none is left.
///
/// Sennrich et al., *Neural Machine Translation of Rare Words with Subword Units* (2016), over characters as
/// SentencePiece does it. Characters and pieces are numbers, and a table says what two of them merge to, so
/// that no text is hashed. Short chunks are searched from end to end, long ones by a heap.
struct BPEModel: Sendable {
  /// User-defined pieces, which stay as they are; nil where there are none.
  private let userDefined: PieceTrie?
  private let symbols: SymbolTable
  private let merges: MergeTable
  /// How many symbols are pieces: the others are characters that only occur inside pieces.
  private let pieceCount: Int

  /// - Parameter pieces: what text can match or merge to, as it stands in normalized text, with its id.
  init(_ model: ModelProto, _ pieces: [(key: [UInt8], value: Int)]) {
    pieceCount = model.pieces.count
    let frozen = pieces.filter { model.pieces[$0.value].kind == .userDefined }
    userDefined = frozen.isEmpty ? nil : PieceTrie(frozen)
    symbols = SymbolTable(pieces, firstFree: model.pieces.count)
    // Pieces of one score have one rank.
    let order = Set(pieces.map { model.pieces[$0.value].score }).sorted(by: >)
    let ranks = Dictionary(uniqueKeysWithValues: order.enumerated().map { ($1, UInt32($0)) })
    var ids: [ArraySlice<UInt8>: Int] = [:]
    ids.reserveCapacity(pieces.count)
    for piece in pieces { ids[piece.key[...]] = piece.value }
    var pairs: [(pair: UInt64, merge: UInt64)] = []
    for piece in pieces {
      let key = piece.key
      guard let rank = ranks[model.pieces[piece.value].score] else { continue }
      for cut in key.indices.dropFirst() where key[cut] & 0xC0 != 0x80 {
        guard let left = symbols.symbol(key[..<cut], ids), let right = symbols.symbol(key[cut...], ids)
        else { continue }
        pairs.append((Self.pair(left, right), UInt64(rank) << 32 | UInt64(piece.value)))
      }
    }
    merges = MergeTable(pairs)
  }

  /// Pieces that merging could make in more than one way, or that text cannot be told from others by: whether
  /// any way leads to `key`, given all that merging can make.
  static func canBeMade(_ key: [UInt8], from pieces: Set<ArraySlice<UInt8>>) -> Bool {
    func isSymbol(_ part: ArraySlice<UInt8>) -> Bool {
      part.count == characterLength(part.first ?? 0) || pieces.contains(part)
    }
    return key.indices.dropFirst().contains { cut in
      key[cut] & 0xC0 != 0x80 && isSymbol(key[..<cut]) && isSymbol(key[cut...])
    }
  }

  @inline(__always)
  private static func pair(_ left: Int32, _ right: Int32) -> UInt64 {
    UInt64(UInt32(bitPattern: left)) << 32 | UInt64(UInt32(bitPattern: right))
  }

  /// A symbol of a chunk: what it is, and where it begins.
  struct Symbol: BitwiseCopyable {
    /// −1 for what merges with nothing.
    var symbol: Int32
    var start: Int32
    /// Of the merge with the symbol to the right: rank and result; all ones where there is none.
    var merge: UInt64
    var isFrozen: Bool
    /// In long chunks.
    var previous: Int32
    var next: Int32
  }

  static let noMerge = UInt64.max
  /// Symbols up to which searching from end to end is fastest.
  private static let linearLimit = 48

  /// Merges a chunk.
  ///
  /// - Parameter nodes: room for a symbol for each byte and one more.
  /// - Returns: the number of symbols, which stand at the start of `nodes`, in order.
  func merge(
    _ text: UnsafePointer<UInt8>, _ count: Int, _ nodes: UnsafeMutablePointer<Symbol>
  ) -> Int {
    let symbolCount = unsafe split(text, count, nodes)
    return symbolCount <= Self.linearLimit
      ? unsafe mergeShort(nodes, symbolCount) : unsafe mergeLong(nodes, symbolCount)
  }

  /// The piece that a symbol is; nil for a character that is none.
  @inline(__always)
  func piece(_ symbol: Symbol) -> Int? {
    symbol.symbol >= 0 && Int(symbol.symbol) < pieceCount ? Int(symbol.symbol) : nil
  }

  private func split(
    _ text: UnsafePointer<UInt8>, _ count: Int, _ nodes: UnsafeMutablePointer<Symbol>
  ) -> Int {
    var n = 0
    var at = 0
    while at < count {
      var node = Symbol(
        symbol: -1, start: Int32(truncatingIfNeeded: at), merge: Self.noMerge, isFrozen: false,
        previous: 0, next: 0)
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
      n += 1
    }
    for i in 0..<max(0, n - 1) { unsafe nodes[i].merge = find(nodes[i], nodes[i + 1]) }
    return n
  }

  @inline(__always)
  private func find(_ left: Symbol, _ right: Symbol) -> UInt64 {
    if left.symbol < 0 || right.symbol < 0 || left.isFrozen || right.isFrozen { return Self.noMerge }
    return merges.merge(of: Self.pair(left.symbol, right.symbol))
  }

  private func mergeShort(_ nodes: UnsafeMutablePointer<Symbol>, _ count: Int) -> Int {
    var n = count
    while true {
      var best = Self.noMerge
      var at = -1
      for i in 0..<max(0, n - 1) {
        let merge = unsafe nodes[i].merge
        // Only ranks count: of equals the leftmost.
        if merge >> 32 < best >> 32 {
          best = merge
          at = i
        }
      }
      if at < 0 { return n }
      unsafe nodes[at].symbol = Int32(truncatingIfNeeded: best & 0xFFFF_FFFF)
      n -= 1
      for i in (at + 1)..<max(at + 1, n) { unsafe nodes[i] = nodes[i + 1] }
      unsafe nodes[at].merge = at + 1 < n ? find(nodes[at], nodes[at + 1]) : Self.noMerge
      if at > 0 { unsafe nodes[at - 1].merge = find(nodes[at - 1], nodes[at]) }
    }
  }

  // MARK: Long chunks

  private func mergeLong(_ nodes: UnsafeMutablePointer<Symbol>, _ count: Int) -> Int {
    var heap = MergeHeap()
    for i in 0..<count {
      unsafe nodes[i].previous = Int32(truncatingIfNeeded: i - 1)
      unsafe nodes[i].next = i + 1 < count ? Int32(truncatingIfNeeded: i + 1) : -1
      unsafe heap.push(nodes[i].merge, i)
    }
    while let (merge, i) = heap.pop() {
      // What a pair would merge to changes with its symbols; what was found before no longer counts.
      guard unsafe nodes[i].merge == merge, unsafe nodes[i].next >= 0 else { continue }
      let right = unsafe Int(nodes[i].next)
      unsafe nodes[i].symbol = Int32(truncatingIfNeeded: merge & 0xFFFF_FFFF)
      let after = unsafe nodes[right].next
      unsafe nodes[i].next = after
      unsafe nodes[right].merge = Self.noMerge
      unsafe nodes[right].next = -1
      unsafe nodes[i].merge = Self.noMerge
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
private struct MergeHeap {
  private var entries: [(merge: UInt64, at: Int)] = []

  private func isBefore(_ i: Int, _ j: Int) -> Bool {
    let (a, b) = (entries[i], entries[j])
    return (a.merge >> 32, a.at) < (b.merge >> 32, b.at)
  }

  mutating func push(_ merge: UInt64, _ at: Int) {
    if merge == BPEModel.noMerge { return }
    entries.append((merge, at))
    var i = entries.count - 1
    while i > 0, isBefore(i, (i - 1) / 2) {
      entries.swapAt(i, (i - 1) / 2)
      i = (i - 1) / 2
    }
  }

  mutating func pop() -> (merge: UInt64, at: Int)? {
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
