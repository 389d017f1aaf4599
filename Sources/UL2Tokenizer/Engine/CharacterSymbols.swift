/// Characters as the symbols that merging begins with; those that are not pieces become their
/// bytes, where the vocabulary has these, or the unknown piece.
///
/// Text has a space where the vocabulary has U+2581.
struct CharacterSymbols: BitwiseCopyable, Sendable {
  fileprivate let characters: SymbolTable
  /// By byte; all `PairTable.none` without byte fallback.
  fileprivate let bytes: Table<UInt32>
  fileprivate let unknown: UInt32
  fileprivate let fuses: Bool

  /// The tables, with the ids that building a model needs.
  struct Building {
    let alphabet: CharacterSymbols
    /// By symbol.
    let ids: [Int]

    /// Appends the ids of a piece's characters; false where one is not a piece.
    func split(_ piece: [UInt8], _ ids: inout [UInt32]) -> Bool {
      var at = 0
      while at < piece.count {
        let length = characterLength(piece[at])
        guard at + length <= piece.count else { return false }
        let symbol: UInt32 = unsafe piece.withUnsafeBufferPointer {
          unsafe alphabet.characters.symbol($0.baseAddress! + at, length)
        }
        if symbol == SymbolTable.none { return false }
        ids.append(UInt32(truncatingIfNeeded: self.ids[Int(symbol)]))
        at += length
      }
      return true
    }
  }
}

extension CharacterSymbols.Building {
  init(_ rules: MergeRules, bytes: [Int?]?, in memory: TableMemory) {
    var reserved = Set((bytes ?? []).compactMap(\.self))
    if let unknown = rules.unknown { reserved.insert(unknown) }
    var ids: [Int] = []
    var keys: [(key: [UInt8], value: Int)] = []
    for (id, piece) in rules.pieces.enumerated() where !reserved.contains(id) {
      guard let piece, let first = piece.first, piece.count == characterLength(first),
        isUTF8(piece)
      else { continue }
      keys.append((piece, ids.count))
      ids.append(id)
    }
    let characters = SymbolTable(keys, firstFree: ids.count, in: memory)
    var numbers = [UInt32](repeating: PairTable.none, count: 256)
    for (byte, id) in (bytes ?? []).enumerated() {
      guard let id else { continue }
      numbers[byte] = UInt32(truncatingIfNeeded: ids.count)
      ids.append(id)
    }
    var unknown = PairTable.none
    if let id = rules.unknown {
      unknown = UInt32(truncatingIfNeeded: ids.count)
      ids.append(id)
    }
    self.ids = ids
    alphabet = CharacterSymbols(
      characters: characters, bytes: memory.table(numbers), unknown: unknown,
      fuses: rules.fusesUnknowns)
  }
}

extension CharacterSymbols {
  /// Symbols of a well-formed text, at most three for each byte.
  @inline(__always)
  func split(
    _ text: UnsafePointer<UInt8>, _ count: Int, _ nodes: UnsafeMutablePointer<MergeSymbol>
  ) -> (count: Int, isLossy: Bool) {
    var n = 0
    let isLossy = unsafe split(text, count) { symbol in
      unsafe nodes[n] = MergeSymbol(symbol: symbol, start: 0)
      n += 1
    }
    return (n, isLossy)
  }

  /// How many symbols a text has at most: a space that is not a piece becomes three bytes.
  func mostSymbols(_ text: UnsafePointer<UInt8>, _ count: Int) -> Int {
    var spaces = 0
    for i in 0..<count { unsafe spaces += text[i] == 0x20 ? 1 : 0 }
    return count + 2 * spaces
  }

  /// - Returns: whether something was left out or became unknown, or bytes.
  @inline(__always)
  func split(_ text: UnsafePointer<UInt8>, _ count: Int, _ put: (UInt32) -> Void) -> Bool {
    var at = 0
    // An unknown is put at the next character that is a piece: bytes do not end it, and are put before it.
    var isWaiting = false
    var isLossy = false
    while at < count {
      let length = unsafe min(characterLength(text[at]), count - at)
      let symbol = unsafe characters.symbol(text + at, length)
      if symbol != SymbolTable.none {
        if isWaiting {
          put(unknown)
          isWaiting = false
        }
        put(symbol)
      } else {
        isLossy = true
        if unsafe !putBytes(text + at, length, put), unknown != PairTable.none {
          if isWaiting, !fuses { put(unknown) }
          isWaiting = true
        }
      }
      at += length
    }
    if isWaiting { put(unknown) }
    return isLossy
  }

  /// The symbols of a character's bytes, if all of them are there.
  private func putBytes(
    _ text: UnsafePointer<UInt8>, _ length: Int, _ put: (UInt32) -> Void
  ) -> Bool {
    if unsafe text[0] == 0x20 {
      let space = [0xE2, 0x96, 0x81].map { unsafe bytes.base[$0] }
      if space.contains(PairTable.none) { return false }
      space.forEach(put)
      return true
    }
    for i in 0..<length where unsafe bytes.base[Int(text[i])] == PairTable.none { return false }
    for i in 0..<length { put(unsafe bytes.base[Int(text[i])]) }
    return true
  }
}
