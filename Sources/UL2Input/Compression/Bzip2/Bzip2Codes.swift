/// The Huffman codes of a block: up to six; each fifty symbols choose one.
///
/// A code of up to ten bits is one look-up, whose entry already says what the symbol does; the longer ones,
/// less than one symbol in a hundred of real data, are found by comparing with the last code of each length.

/// A code's symbol and length, packed: an entry of the tables.
struct Bzip2Symbol {
  var bits: UInt32

  /// The bits of the code, 1...20; 0 where none begins with these bits or it is longer than the table's.
  var length: Int { Int(bits & 63) }
  /// Whether the fast path does not do: the end of the block, a longer code or none.
  var isRare: Bool { bits & Self.rare != 0 }
  var isEnd: Bool { bits & Self.end != 0 }
  /// Whether the rank is beyond the eight that are held in a register.
  var isDeep: Bool { bits & Self.deep != 0 }
  /// The place in the list of bytes used lately.
  var rank: Int { Int(bits &>> 8 & 255) }
  /// All ones for a digit of a run's length, zero for a byte.
  var runMask: UInt32 { bits &>> 16 & 31 }
  /// 1 or 2: the digit; 1 for a byte.
  var digit: Int { Int(bits &>> 24 & 3) }

  private static let rare: UInt32 = 1 << 31
  private static let end: UInt32 = 1 << 30
  private static let deep: UInt32 = 1 << 29

  static let none = Bzip2Symbol(bits: rare)

  /// - Parameter value: 0 and 1 are digits of a run's length, the last of the alphabet the block's end, those
  ///   between them ranks from 1 on.
  init(_ value: Int, alphabet: Int, length: Int) {
    bits = UInt32(length)
    if value == alphabet - 1 {
      bits |= Self.rare | Self.end
    } else if value < 2 {
      bits |= 31 << 16 | UInt32(value + 1) << 24
    } else {
      bits |= UInt32(value - 1) << 8 | 1 << 24
      if value - 1 >= 8 { bits |= Self.deep }
    }
  }

  private init(bits: UInt32) { self.bits = bits }
}

@safe struct Bzip2Codes: ~Copyable {
  static let maximumLength = 20
  static let maximumAlphabet = 258
  static let maximumCount = 6
  /// Bits that the look-up takes.
  static let tableBits = 10

  /// `tableBits` of each code, one code after the other.
  let table: UnsafeMutablePointer<Bzip2Symbol>
  /// Symbols of each code in the order of their codes.
  private let sorted: UnsafeMutablePointer<Bzip2Symbol>
  /// For each code and length: one past its last code, as 64 bits from the left, and what to add to
  /// a code to find its symbol.
  private let limits: UnsafeMutablePointer<UInt64>
  private let offsets: UnsafeMutablePointer<Int>

  private static let lengthsKept = maximumLength + 1

  init() {
    unsafe table = .allocate(capacity: Self.maximumCount << Self.tableBits)
    unsafe sorted = .allocate(capacity: Self.maximumCount * Self.maximumAlphabet)
    unsafe limits = .allocate(capacity: Self.maximumCount * Self.lengthsKept)
    unsafe offsets = .allocate(capacity: Self.maximumCount * Self.lengthsKept)
  }

  deinit {
    unsafe table.deallocate()
    unsafe sorted.deallocate()
    unsafe limits.deallocate()
    unsafe offsets.deallocate()
  }

  /// Sets code `number` to the canonical one of these lengths, each of 1...20. Lengths that no code can
  /// have give one without any symbol: damage if it is used.
  func set(_ number: Int, lengths: UnsafeBufferPointer<UInt8>) {
    let table = unsafe table + number << Self.tableBits
    let sorted = unsafe sorted + number * Self.maximumAlphabet
    let limits = unsafe limits + number * Self.lengthsKept
    let offsets = unsafe offsets + number * Self.lengthsKept
    unsafe table.initialize(repeating: .none, count: 1 << Self.tableBits)

    var code: UInt64 = 0
    var index = 0
    for length in 1...Self.maximumLength {
      code <<= 1
      unsafe offsets[length] = index - Int(code)
      for value in 0..<lengths.count where unsafe Int(lengths[value]) == length {
        let symbol = Bzip2Symbol(value, alphabet: lengths.count, length: length)
        unsafe sorted[index] = symbol
        index += 1
        if length <= Self.tableBits, code >> length == 0 {
          let spare = Self.tableBits - length
          unsafe (table + Int(code) << spare).update(repeating: symbol, count: 1 << spare)
        }
        code += 1
      }
      if code > 1 << length {
        unsafe table.initialize(repeating: .none, count: 1 << Self.tableBits)
        unsafe limits.initialize(repeating: 0, count: Self.lengthsKept)
        return
      }
      // All ones where every code is taken: 2^64 has no room.
      unsafe limits[length] = code == 1 << length ? .max : code << (64 - length)
    }
  }

  /// The symbol of a code that is longer than the table's, or `none`.
  ///
  /// - Parameter bits: what comes next, from the left.
  @inline(never)
  func long(_ number: Int, _ bits: UInt64) -> Bzip2Symbol {
    let limits = unsafe limits + number * Self.lengthsKept
    for length in (Self.tableBits + 1)...Self.maximumLength {
      let limit = unsafe limits[length]
      if bits < limit || limit == .max {
        let code = Int(bits >> (64 - length))
        return unsafe sorted[
          number * Self.maximumAlphabet + code + offsets[number * Self.lengthsKept + length]]
      }
    }
    return .none
  }
}
