/// What two adjacent symbols merge to: an open-addressed table, at most half full.
struct MergeTable: Sendable {
  private struct Entry: BitwiseCopyable {
    var pair: UInt64
    var merge: UInt64
  }

  private let entries: SharedTable<Entry>
  private let shift: UInt64

  /// - Parameter pairs: left and right symbol, 32 bits each; rank and result, 32 bits each. A pair that
  ///   comes twice merges to the same both times.
  init(_ pairs: [(pair: UInt64, merge: UInt64)]) {
    var bits = 4
    while 1 << bits < 2 * pairs.count { bits += 1 }
    shift = UInt64(64 - bits)
    entries = SharedTable(
      repeating: Entry(pair: BPEModel.noMerge, merge: BPEModel.noMerge), count: 1 << bits)
    for (pair, merge) in pairs {
      var i = index(pair)
      while unsafe entries.base[i].pair != BPEModel.noMerge && entries.base[i].pair != pair {
        i = (i + 1) & (entries.count - 1)
      }
      unsafe entries.base[i] = Entry(pair: pair, merge: merge)
    }
  }

  @inline(__always)
  private func index(_ pair: UInt64) -> Int {
    // The golden ratio spreads both halves; the upper bits of a product depend on all of the lower.
    Int(truncatingIfNeeded: ((pair ^ pair >> 29) &* 0x9E37_79B9_7F4A_7C15) >> shift)
  }

  /// Rank and result; `BPEModel.noMerge` where two symbols do not merge.
  @inline(__always)
  func merge(of pair: UInt64) -> UInt64 {
    var i = index(pair)
    while true {
      let entry = unsafe entries.base[i]
      if entry.pair == pair || entry.pair == BPEModel.noMerge { return entry.merge }
      i = (i + 1) & (entries.count - 1)
    }
  }
}

/// Characters as symbols: a piece's id, or a number above all ids for those that only occur in longer pieces.
struct SymbolTable: Sendable {
  /// By code point: most scripts are below 0x10000.
  private let basic: SharedTable<Int32>
  private let others: [UInt32: Int32]

  init(_ pieces: [(key: [UInt8], value: Int)], firstFree: Int) {
    let basic = SharedTable(repeating: Int32(-1), count: 0x10000)
    var rare: [UInt32: Int32] = [:]
    var next = Int32(firstFree)
    func code(_ key: ArraySlice<UInt8>) -> UInt32 {
      unsafe key.withUnsafeBufferPointer { unsafe decodeUTF8($0.baseAddress!, $0.count)?.code ?? 0 }
    }
    func set(_ code: UInt32, _ symbol: Int32) {
      if code < 0x10000 { unsafe basic.base[Int(code)] = symbol } else { rare[code] = symbol }
    }
    for piece in pieces where piece.key.count == characterLength(piece.key[0]) {
      set(code(piece.key[...]), Int32(piece.value))
    }
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
    others = rare
  }

  /// The symbol of a character; −1 where no piece has it.
  @inline(__always)
  func symbol(_ text: UnsafePointer<UInt8>, _ length: Int) -> Int32 {
    let code = unsafe decodeUTF8(text, length)?.code ?? 0xFFFF_FFFF
    return code < 0x10000 ? unsafe basic.base[Int(code)] : others[code] ?? -1
  }

  /// The symbol that a part of a piece is, if any.
  func symbol(_ part: ArraySlice<UInt8>, _ ids: [ArraySlice<UInt8>: Int]) -> Int32? {
    if part.count == characterLength(part.first ?? 0) {
      let symbol: Int32 = unsafe part.withUnsafeBufferPointer {
        unsafe self.symbol($0.baseAddress!, $0.count)
      }
      return symbol < 0 ? nil : symbol
    }
    return ids[part].map(Int32.init)
  }
}
