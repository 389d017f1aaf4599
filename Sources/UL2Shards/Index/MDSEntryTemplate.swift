/// The text that one entry of an index shares with the next: all but a few names and numbers. An
/// entry that differs in nothing else need not be parsed, which takes twenty times as long.
///
/// Invariant of what is found: the entry is JSON, of the same shape as the one that the template was made of, since
/// what differs is digits, or plain ASCII inside a string.
import Glibc

struct MDSEntryTemplate {
  /// The values in which an entry differs from others, as ranges of the text.
  struct Found {
    var samples = 0
    var raw = FoundFile()
    var zip: FoundFile?
  }

  struct FoundFile {
    var name = 0..<0
    var bytes = 0
    var hashes: [Range<Int>] = []
    var layout = MDSFileTable.Layout()
  }

  private enum Hole {
    case samples
    case name(isZip: Bool)
    case bytes(isZip: Bool)
    case hash(isZip: Bool, digits: Int)
  }

  /// All bytes that stay, one after another.
  private var literals: [UInt8] = []
  /// Each hole, and where the bytes before it end among `literals`.
  private var holes: [(hole: Hole, end: Int)] = []
  private let rawLayout: MDSFileTable.Layout
  private let zipLayout: MDSFileTable.Layout?

  // MARK: Making

  /// - Parameters:
  ///   - entry: that has been read.
  ///   - raw: the layout of its file's hashes.
  ///   - zip: that of its compressed file, where it has one.
  /// - Returns: nil where entries like this one have to be parsed.
  init?(
    _ entry: UnsafeBufferPointer<UInt8>, raw: MDSFileTable.Layout, zip: MDSFileTable.Layout?
  ) {
    (rawLayout, zipLayout) = (raw, zip)
    var scanner = unsafe JSONScanner(entry)
    guard let places = unsafe try? Self.places(&scanner, entry), Self.fit(places, raw, zip) else {
      return nil
    }
    var at = 0
    for (hole, range) in places {
      unsafe literals.append(
        contentsOf: UnsafeBufferPointer(rebasing: entry[at..<range.lowerBound]))
      holes.append((hole, literals.count))
      at = range.upperBound
    }
    unsafe literals.append(contentsOf: UnsafeBufferPointer(rebasing: entry[at...]))
  }

  private typealias Places = [(hole: Hole, range: Range<Int>)]

  private static func places(
    _ scanner: inout JSONScanner, _ entry: UnsafeBufferPointer<UInt8>
  ) throws(JSONScanner.Failure) -> Places {
    var places: Places = []
    var first = true
    try scanner.beginObject()
    while let key = try scanner.nextKey(&first) {
      switch unsafe String(decoding: entry[key], as: UTF8.self) {
      case "\"samples\"": places.append((.samples, try scanner.skip()))
      case "\"raw_data\"": unsafe places += try filePlaces(&scanner, entry, isZip: false)
      case "\"zip_data\"": unsafe places += try filePlaces(&scanner, entry, isZip: true)
      default: try scanner.skip()
      }
    }
    return places
  }

  private static func filePlaces(
    _ scanner: inout JSONScanner, _ entry: UnsafeBufferPointer<UInt8>, isZip: Bool
  ) throws(JSONScanner.Failure) -> Places {
    var places: Places = []
    guard try scanner.peek() == .object else {
      try scanner.skip()
      return []
    }
    var first = true
    try scanner.beginObject()
    while let key = try scanner.nextKey(&first) {
      switch unsafe String(decoding: entry[key], as: UTF8.self) {
      case "\"basename\"": places.append((.name(isZip: isZip), inside(try scanner.skip())))
      case "\"bytes\"": places.append((.bytes(isZip: isZip), try scanner.skip()))
      case "\"hashes\"" where try scanner.peek() == .object:
        var first = true
        try scanner.beginObject()
        while try scanner.nextKey(&first) != nil {
          let digits = inside(try scanner.skip())
          places.append((.hash(isZip: isZip, digits: digits.count), digits))
        }
      default: try scanner.skip()
      }
    }
    return places
  }

  /// A string without its quotes.
  private static func inside(_ string: Range<Int>) -> Range<Int> {
    string.count < 2 ? string : string.lowerBound + 1..<string.upperBound - 1
  }

  /// Whether all that distinguishes shards has a hole, once, and hashes are in the order that they
  /// are kept in. Their names need no look: those of one length in one order could only be others
  /// if there were two of them.
  private static func fit(
    _ places: Places, _ raw: MDSFileTable.Layout, _ zip: MDSFileTable.Layout?
  ) -> Bool {
    var samples = 0
    var names = [0, 0]
    var bytes = [0, 0]
    var hashes: [[Int]] = [[], []]
    for (hole, _) in places {
      switch hole {
      case .samples: samples += 1
      case .name(let isZip): names[isZip ? 1 : 0] += 1
      case .bytes(let isZip): bytes[isZip ? 1 : 0] += 1
      case .hash(let isZip, let digits): hashes[isZip ? 1 : 0].append(digits)
      }
    }
    let files = [1, zip == nil ? 0 : 1]
    let layouts = [raw, zip ?? .init()]
    return samples == 1 && names == files && bytes == files
      // Of several hashes the order would have to be known.
      && layouts.allSatisfy { $0.hashes.count < 2 }
      && hashes == layouts.map { $0.hashes.map { 2 * $0.bytes } }
  }

  // MARK: Matching

  /// Compares what lies at `start` with the entry that the template is of.
  ///
  /// - Returns: where it ends; nil where it has to be parsed.
  func match(
    _ text: UnsafeBufferPointer<UInt8>, at start: Int, _ found: inout Found
  ) -> Int? {
    found.raw.hashes.removeAll(keepingCapacity: true)
    found.raw.layout = rawLayout
    if let zipLayout {
      if found.zip == nil { found.zip = FoundFile() }
      found.zip!.hashes.removeAll(keepingCapacity: true)
      found.zip!.layout = zipLayout
    } else {
      found.zip = nil
    }
    var at = start
    var literal = 0
    for (hole, end) in holes {
      guard unsafe skip(literal..<end, text, &at) else { return nil }
      literal = end
      switch hole {
      case .samples:
        guard let value = unsafe number(text, &at), value < 1 << 32 else { return nil }
        found.samples = value
      case .bytes(let isZip):
        guard let value = unsafe number(text, &at), value < 1 << 33 else { return nil }
        if isZip { found.zip!.bytes = value } else { found.raw.bytes = value }
      case .name(let isZip):
        guard let range = unsafe name(text, &at) else { return nil }
        if isZip { found.zip!.name = range } else { found.raw.name = range }
      case .hash(let isZip, let digits):
        guard at + digits <= text.count else { return nil }
        let range = at..<at + digits
        guard unsafe isHexadecimal(text[range]) else { return nil }
        at += digits
        if isZip { found.zip!.hashes.append(range) } else { found.raw.hashes.append(range) }
      }
    }
    return unsafe skip(literal..<literals.count, text, &at) ? at : nil
  }

  private func skip(
    _ range: Range<Int>, _ text: UnsafeBufferPointer<UInt8>, _ at: inout Int
  ) -> Bool {
    guard range.count <= text.count - at else { return false }
    let isSame = unsafe literals.withUnsafeBufferPointer { literals in
      unsafe memcmp(literals.baseAddress! + range.lowerBound, text.baseAddress! + at, range.count)
        == 0
    }
    at += range.count
    return isSame
  }

  /// Digits without a sign, of ten at most.
  private func number(_ text: UnsafeBufferPointer<UInt8>, _ at: inout Int) -> Int? {
    let start = at
    var value = 0
    while at < text.count, at - start < 11, case let digit = unsafe text[at] &- 0x30, digit < 10 {
      value = 10 * value + Int(digit)
      at += 1
    }
    let count = at - start
    guard count > 0, count <= 10, unsafe count == 1 || text[start] != 0x30 else { return nil }
    return value
  }

  /// The inside of a string of plain ASCII that is a path below the index: none that has `..`
  /// anywhere.
  private func name(_ text: UnsafeBufferPointer<UInt8>, _ at: inout Int) -> Range<Int>? {
    let start = at
    var last: UInt8 = 0
    while at < text.count {
      let byte = unsafe text[at]
      if byte == 0x22 { return start..<at }
      guard byte >= 0x20, byte < 0x7F, byte != 0x5C, byte != 0x2E || last != 0x2E,
        byte != 0x2F || at > start
      else { return nil }
      last = byte
      at += 1
    }
    return nil
  }
}
