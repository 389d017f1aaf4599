/// Characters as symbols: a piece's id, or a number above all ids for those that only occur in longer pieces.
struct SymbolTable: BitwiseCopyable, Sendable {
  /// For a character that is in no piece: merges with nothing.
  static let none: UInt32 = 1 << 21 - 1
  /// Marks a user-defined piece, which merges with nothing either.
  static let frozen: UInt32 = 1 << 20
  /// The most symbols that can be numbered.
  static let limit = 1 << 20 - 1

  /// One above the highest number.
  let end: Int
  /// By code point: most scripts are below 0x10000.
  private let basic: Table<UInt32>
  /// The others: code point and symbol, 32 bits each, ascending.
  private let rare: Table<UInt64>

  init(_ pieces: [(key: [UInt8], value: Int)], firstFree: Int, in memory: TableMemory) {
    let basic = memory.table(repeating: Self.none, count: 0x10000)
    var rare: [UInt32: UInt32] = [:]
    func code(_ key: ArraySlice<UInt8>) -> UInt32 {
      unsafe key.withUnsafeBufferPointer { unsafe decodeUTF8($0.baseAddress!, $0.count)?.code ?? 0 }
    }
    func set(_ code: UInt32, _ symbol: UInt32) {
      if code < 0x10000 { unsafe basic.base[Int(code)] = symbol } else { rare[code] = symbol }
    }
    for piece in pieces where piece.key.count == characterLength(piece.key[0]) {
      set(code(piece.key[...]), UInt32(piece.value))
    }
    var next = UInt32(firstFree)
    for piece in pieces {
      var at = 0
      while at < piece.key.count {
        let code = code(piece.key[at...])
        let known = code < 0x10000 ? unsafe basic.base[Int(code)] : rare[code] ?? Self.none
        if known == Self.none {
          set(code, next)
          next += 1
        }
        at += characterLength(piece.key[at])
      }
    }
    end = Int(next)
    self.basic = basic
    // An entry beyond all code points: a table cannot be empty.
    self.rare = memory.table(
      rare.map { UInt64($0.key) << 32 | UInt64($0.value) }.sorted() + [.max])
  }

  /// The symbol of a well-formed character.
  @inline(__always)
  func symbol(_ text: UnsafePointer<UInt8>, _ length: Int) -> UInt32 {
    let code = unsafe codePoint(text, length)
    return code < 0x10000 ? unsafe basic.base[Int(code)] : rareSymbol(code)
  }

  private func rareSymbol(_ code: UInt32) -> UInt32 {
    var low = 0
    var high = rare.count
    while low < high {
      let middle = (low + high) / 2
      if unsafe rare.base[middle] < UInt64(code) << 32 { low = middle + 1 } else { high = middle }
    }
    let entry = low < rare.count ? unsafe rare.base[low] : .max
    return entry >> 32 == UInt64(code) ? UInt32(truncatingIfNeeded: entry) : Self.none
  }

  /// The symbol of a part of a piece, if it has one.
  func symbol(_ part: ArraySlice<UInt8>, _ pieces: PieceTrie) -> UInt32? {
    if part.count == characterLength(part.first ?? 0) {
      let symbol: UInt32 = unsafe part.withUnsafeBufferPointer {
        unsafe self.symbol($0.baseAddress!, $0.count)
      }
      return symbol == Self.none ? nil : symbol
    }
    return pieces.value(of: part).map(UInt32.init)
  }
}
