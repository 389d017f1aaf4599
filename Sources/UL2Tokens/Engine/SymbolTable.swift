/// Characters as symbols: a piece's id, or a number above all ids for those that only occur in longer pieces.
struct SymbolTable: BitwiseCopyable, Sendable {
  /// By code point, −1 for what no piece has: most scripts are below 0x10000.
  private let basic: Table<Int32>
  /// The others: code point and symbol, 32 bits each, ascending.
  private let rare: Table<UInt64>

  init(_ pieces: [(key: [UInt8], value: Int)], firstFree: Int, in memory: TableMemory) {
    let basic = memory.table(repeating: Int32(-1), count: 0x10000)
    var rare: [UInt32: Int32] = [:]
    func code(_ key: ArraySlice<UInt8>) -> UInt32 {
      unsafe key.withUnsafeBufferPointer { unsafe decodeUTF8($0.baseAddress!, $0.count)?.code ?? 0 }
    }
    func set(_ code: UInt32, _ symbol: Int32) {
      if code < 0x10000 { unsafe basic.base[Int(code)] = symbol } else { rare[code] = symbol }
    }
    for piece in pieces where piece.key.count == characterLength(piece.key[0]) {
      set(code(piece.key[...]), Int32(piece.value))
    }
    var next = Int32(firstFree)
    for piece in pieces {
      var at = 0
      while at < piece.key.count {
        let code = code(piece.key[at...])
        let known = code < 0x10000 ? unsafe basic.base[Int(code)] : rare[code] ?? -1
        if known < 0 {
          set(code, next)
          next += 1
        }
        at += characterLength(piece.key[at])
      }
    }
    self.basic = basic
    // One that no code point reaches stands for none.
    self.rare = memory.table(
      rare.map { UInt64($0.key) << 32 | UInt64(UInt32(bitPattern: $0.value)) }.sorted() + [.max])
  }

  /// The symbol of a character; −1 where no piece has it.
  @inline(__always)
  func symbol(_ text: UnsafePointer<UInt8>, _ length: Int) -> Int32 {
    let code = unsafe decodeUTF8(text, length)?.code ?? 0xFFFF_FFFE
    return code < 0x10000 ? unsafe basic.base[Int(code)] : rareSymbol(code)
  }

  private func rareSymbol(_ code: UInt32) -> Int32 {
    var low = 0
    var high = rare.count
    while low < high {
      let middle = (low + high) / 2
      if unsafe rare.base[middle] < UInt64(code) << 32 { low = middle + 1 } else { high = middle }
    }
    let entry = low < rare.count ? unsafe rare.base[low] : .max
    return entry >> 32 == UInt64(code) ? Int32(truncatingIfNeeded: entry & 0xFFFF_FFFF) : -1
  }

  /// The symbol that a part of a piece is, if any.
  func symbol(_ part: ArraySlice<UInt8>, _ pieces: PieceTrie) -> Int32? {
    if part.count == characterLength(part.first ?? 0) {
      let symbol: Int32 = unsafe part.withUnsafeBufferPointer {
        unsafe self.symbol($0.baseAddress!, $0.count)
      }
      return symbol < 0 ? nil : symbol
    }
    return pieces.value(of: part).map(Int32.init)
  }
}
