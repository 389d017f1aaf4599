/// Takes a text to ids, step by step, in memory that is reused for the next.
import UL2Core
import UL2Patterns

@safe struct TextPipeline<ID: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>: ~Copyable {
  private let model: TextModel
  private var pieces: PieceEncoder<ID>
  private var input = Scratch<UInt8>(capacity: 1 << 14)
  /// The text as the normalizer made it.
  private var text = Scratch<UInt8>(capacity: 1 << 10)
  private var changed: [UInt8] = []
  /// A part of it with its prefix.
  private var opened = Scratch<UInt8>(capacity: 1 << 10)
  private var ends = Scratch<Int>(capacity: Self.piecesAtOnce)
  /// Ids of protected tokens that occurred in the text.
  private(set) var rejected: [Int] = []

  /// Longer texts' ids are handed over as they come.
  private static var hugeText: Int { 4 << 20 }
  private static var piecesAtOnce: Int { 256 }
  /// Bytes that can be read before and beyond every text.
  private static var padding: Int { 64 }
  /// Memory beyond this is given back after a huge text.
  private static var keptBytes: Int { 1 << 20 }

  init(_ model: TextModel, smallBits: Int = 17, largeBits: Int = 14) {
    self.model = model
    pieces = PieceEncoder(model.kernel, smallBits: smallBits, largeBits: largeBits)
  }

  /// Whether anything in the last text was left out, or became unknown or bytes.
  var hasUnknown: Bool { pieces.hasUnknown }

  /// The most bytes that a text can have.
  static var limit: Int { 1 << 30 }

  /// Encodes a text of at most `limit` bytes.
  ///
  /// - Parameter give: takes ids as they come, where there are many.
  /// - Returns: the ids that were not handed over, valid until the next call.
  mutating func encode(
    _ bytes: UnsafeBufferPointer<UInt8>, giving give: PieceEncoder<ID>.Gift
  ) throws(PatternProblem) -> UnsafeBufferPointer<ID> {
    unsafe try withoutActuallyEscaping(give) { give throws(PatternProblem) in
      unsafe pieces.give = bytes.count > Self.hugeText ? give : nil
      defer { unsafe pieces.give = nil }
      return unsafe try encode(bytes)
    }
  }

  private mutating func encode(
    _ bytes: UnsafeBufferPointer<UInt8>
  ) throws(PatternProblem) -> UnsafeBufferPointer<ID> {
    pieces.begin()
    rejected.removeAll(keepingCapacity: true)
    let count = unsafe fill(bytes)
    if count > 0 {
      try cut(count)
      try pieces.flush()
    }
    input.shrink(to: Self.keptBytes)
    text.shrink(to: Self.keptBytes)
    opened.shrink(to: Self.keptBytes)
    return unsafe pieces.takeRest()
  }

  /// Copies a text to where bytes beyond it can be read, with U+FFFD for malformed UTF-8.
  ///
  /// - Returns: how many bytes it has.
  private mutating func fill(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
    guard let source = bytes.baseAddress, bytes.count > 0 else { return 0 }
    let isUTF8 = unsafe firstInvalidUTF8(in: UnsafeRawBufferPointer(bytes)) == nil
    let repaired = isUTF8 ? [] : unsafe Array(String(decoding: bytes, as: UTF8.self).utf8)
    let count = isUTF8 ? bytes.count : repaired.count
    input.reserve(count + 2 * Self.padding)
    let text = unsafe input.base + Self.padding
    unsafe input.base.update(repeating: 0, count: Self.padding)
    if isUTF8 {
      unsafe text.update(from: source, count: count)
    } else {
      unsafe repaired.withUnsafeBufferPointer {
        unsafe text.update(from: $0.baseAddress!, count: count)
      }
    }
    unsafe (text + count).update(repeating: 0, count: Self.padding)
    return count
  }

  /// Cuts added tokens out of the input.
  private mutating func cut(_ count: Int) throws(PatternProblem) {
    let bytes = unsafe UnsafePointer(input.base + Self.padding)
    guard let raw = model.raw else { return unsafe try normalize(bytes, 0..<count) }
    var place = TokenFinder.Place(0)
    while let part = unsafe raw.next(bytes, 0..<count, &place, rejected: &rejected) {
      if let id = part.id {
        try pieces.push(id)
      } else {
        unsafe try normalize(bytes, part.range)
      }
    }
  }

  private mutating func normalize(
    _ bytes: UnsafePointer<UInt8>, _ range: Range<Int>
  ) throws(PatternProblem) {
    switch model.normalizer {
    case .none: unsafe try cutNormalized(bytes, range)
    case .spaces(let marks):
      try pieces.flush()
      Self.begin(SpaceMarks.limit(range.count), &text)
      let count = unsafe marks.write(
        bytes + range.lowerBound, range.count, isFirst: range.lowerBound == 0,
        to: text.base + Self.padding)
      unsafe try cutNormalized(Self.end(count, text), 0..<count)
    case .form(let normalizer):
      let text = unsafe UnsafeBufferPointer(start: bytes + range.lowerBound, count: range.count)
      if unsafe normalizer.normalize(text, into: &changed) {
        try goOn()
      } else {
        unsafe try cutNormalized(bytes, range)
      }
    case .plain(let normalizer):
      let text = unsafe UnsafeBufferPointer(start: bytes + range.lowerBound, count: range.count)
      var piece = PlainPiece(unsafe Array(text))
      try normalizer.normalize(&piece)
      changed = piece.bytes
      try goOn()
    }
  }

  /// Continues with the text in `changed`.
  private mutating func goOn() throws(PatternProblem) {
    let count = changed.count
    if count == 0 { return }
    try pieces.flush()
    Self.begin(count, &text)
    unsafe changed.withUnsafeBufferPointer {
      unsafe (text.base + Self.padding).update(from: $0.baseAddress!, count: count)
    }
    if count > Self.keptBytes { changed = [] }
    unsafe try cutNormalized(Self.end(count, text), 0..<count)
  }

  /// Makes room for a changed text. Pieces of the last one, in the same memory, have been flushed.
  private static func begin(_ count: Int, _ output: inout Scratch<UInt8>) {
    output.reserve(count + 2 * padding)
    unsafe output.base.update(repeating: 0, count: padding)
  }

  /// Ends a changed text whose bytes have been written.
  private static func end(
    _ count: Int, _ output: borrowing Scratch<UInt8>
  ) -> UnsafePointer<UInt8> {
    let bytes = unsafe output.base + Self.padding
    unsafe (bytes + count).update(repeating: 0, count: Self.padding)
    return unsafe UnsafePointer(bytes)
  }

  private mutating func cutNormalized(
    _ bytes: UnsafePointer<UInt8>, _ range: Range<Int>
  ) throws(PatternProblem) {
    guard let normalized = model.normalized else { return unsafe try open(bytes, range) }
    var place = TokenFinder.Place(range.lowerBound)
    while let part = unsafe normalized.next(bytes, range, &place, rejected: &rejected) {
      if let id = part.id {
        try pieces.push(id)
      } else {
        unsafe try open(bytes, part.range)
      }
    }
  }

  /// Gives a part its prefix.
  private mutating func open(
    _ bytes: UnsafePointer<UInt8>, _ range: Range<Int>
  ) throws(PatternProblem) {
    let part = unsafe bytes + range.lowerBound
    switch model.opening {
    case .none: return unsafe try split(part, range.count)
    case .prefixSpace:
      if unsafe part[0] == 0x20 { return unsafe try split(part, range.count) }
      try pieces.flush()
      Self.begin(1 + range.count, &opened)
      unsafe opened.base[Self.padding] = 0x20
      unsafe (opened.base + Self.padding + 1).update(from: part, count: range.count)
      unsafe try split(Self.end(1 + range.count, opened), 1 + range.count)
    case .spaces(let marks):
      try pieces.flush()
      Self.begin(SpaceMarks.limit(range.count), &opened)
      let count = unsafe marks.write(
        part, range.count, isFirst: range.lowerBound == 0, to: opened.base + Self.padding)
      unsafe try split(Self.end(count, opened), count)
    }
  }

  /// Splits a text, and puts its pieces into the queue.
  private mutating func split(
    _ bytes: UnsafePointer<UInt8>, _ count: Int
  ) throws(PatternProblem) {
    switch model.splitter {
    case .whole:
      unsafe ends.base[0] = count
      unsafe try pieces.push(bytes, from: 0, ends: ends.base, 1)
    case .scanner(let scanner):
      var cursor = PieceScanner.Cursor()
      let room = unsafe UnsafeMutableBufferPointer(start: ends.base, count: Self.piecesAtOnce)
      while cursor.position < count {
        let start = cursor.position
        let found = unsafe try scanner.scan(bytes, count: count, &cursor, into: room)
        unsafe try pieces.push(bytes, from: start, ends: ends.base, found)
      }
    case .cuts(let cuts): unsafe try cut(bytes, count, cuts)
    case .words(let cuts): unsafe try cut(bytes, count, cuts)
    }
  }

  private mutating func cut(
    _ bytes: UnsafePointer<UInt8>, _ count: Int, _ table: CutTable
  ) throws(PatternProblem) {
    var start = 0
    var base = 0
    while base < count {
      let found = unsafe table.cuts(bytes, count, from: base, to: ends.base)
      if found > 0 {
        unsafe try pieces.push(bytes, from: start, ends: ends.base, found)
        unsafe start = ends.base[found - 1]
      }
      base += 64
    }
    unsafe ends.base[0] = count
    unsafe try pieces.push(bytes, from: start, ends: ends.base, 1)
  }

  private mutating func cut(
    _ bytes: UnsafePointer<UInt8>, _ count: Int, _ words: WordCuts
  ) throws(PatternProblem) {
    var cursor = WordCuts.Cursor()
    while cursor.start < count {
      let first = cursor.start
      let found = unsafe words.cut(
        bytes, count, &cursor, &pieces.classes, ends.base, limit: Self.piecesAtOnce - 65)
      unsafe try pieces.push(bytes, from: first, ends: ends.base, found)
    }
  }
}
