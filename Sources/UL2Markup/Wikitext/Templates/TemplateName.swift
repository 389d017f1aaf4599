/// The name of a template as MediaWiki compares it: its first letter in lower case, underscores as spaces.
///
/// Kept in place, without an allocation, for every template of every page is looked up.
struct TemplateName {
  /// The longest name in the tables, to look no further.
  static let longest = 48

  private var bytes = InlineArray<48, UInt8>(repeating: 0)
  private(set) var count = 0
  private(set) var hash: UInt64 = Self.seed

  private static let seed: UInt64 = 0xCBF2_9CE4_8422_2325

  /// The name in `range` of `source`; nil where it is too long for any table, or empty.
  init?(_ source: [UInt8], _ range: Range<Int>) {
    guard !range.isEmpty, range.count <= Self.longest else { return nil }
    for i in range { add(source[i]) }
    if count > 0, bytes[count - 1] == 0x20 { count -= 1 }
    if count == 0 { return nil }
    foldFirst()
    rehash()
  }

  init?(_ name: some Collection<UInt8>) {
    let name = Array(name)
    self.init(name, name.indices)
  }

  private mutating func add(_ byte: UInt8) {
    // What the scanner erased.
    if byte <= WikitextMark.last { return }
    let isSpace = byte == UInt8(ascii: "_") || byte.isMarkupSpace
    if isSpace, count == 0 || bytes[count - 1] == 0x20 { return }
    bytes[count] = isSpace ? 0x20 : byte
    count += 1
  }

  private mutating func rehash() {
    hash = Self.seed
    for i in 0..<count { hash = (hash ^ UInt64(bytes[i])) &* 0x0000_0100_0000_01B3 }
  }

  /// Lower case for the first letter, of the alphabets whose two bytes allow it without a table.
  private mutating func foldFirst() {
    let first = bytes[0]
    if first < 0x80 {
      bytes[0] = first.asciiLowercased
      return
    }
    guard count > 1, (0xC3...0xD0).contains(first) else { return }
    let scalar = UInt32(first & 0x1F) << 6 | UInt32(bytes[1] & 0x3F)
    let folded: UInt32 =
      switch scalar {
      case 0xC0...0xDE where scalar != 0xD7: scalar + 0x20
      case 0x100...0x137 where scalar & 1 == 0: scalar + 1
      case 0x14A...0x177 where scalar & 1 == 0: scalar + 1
      case 0x391...0x3A9, 0x410...0x42F: scalar + 0x20
      case 0x400...0x40F: scalar + 0x50
      default: scalar
      }
    bytes[0] = UInt8(0xC0 | folded >> 6)
    bytes[1] = UInt8(0x80 | folded & 0x3F)
  }

  /// Whether a letter besides the first is a capital.
  var hasCapitals: Bool {
    for i in 0..<count where (0x41...0x5A).contains(bytes[i]) { return true }
    return false
  }

  /// All of it in lower case, as far as it is ASCII.
  func lowercased() -> TemplateName {
    var name = self
    for i in 0..<count { name.bytes[i] = bytes[i].asciiLowercased }
    name.rehash()
    return name
  }

  /// The name of the family it belongs to, `lang-` of `lang-la`; nil where no code follows.
  func family() -> TemplateName? {
    for i in 0..<count where bytes[i] == UInt8(ascii: "-") || bytes[i] == UInt8(ascii: "/") {
      guard count - i <= 12, i + 1 < count else { return nil }
      var name = self
      name.count = i + 1
      name.rehash()
      return name
    }
    return nil
  }

  func elementsEqual(_ other: [UInt8], _ range: Range<Int>) -> Bool {
    guard range.count == count else { return false }
    for i in 0..<count where bytes[i] != other[range.lowerBound + i] { return false }
    return true
  }

  func hasPrefix(_ prefix: [UInt8]) -> Bool {
    guard prefix.count <= count else { return false }
    for i in 0..<prefix.count where bytes[i] != prefix[i] { return false }
    return true
  }

  func hasSuffix(_ suffix: [UInt8]) -> Bool {
    guard suffix.count <= count else { return false }
    for i in 0..<suffix.count where bytes[count - suffix.count + i] != suffix[i] { return false }
    return true
  }

  var array: [UInt8] { (0..<count).map { bytes[$0] } }
}
