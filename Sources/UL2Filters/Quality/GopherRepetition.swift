/// Gopher's repetition rules (table A1), in datatrove's reading: lines and paragraphs that stand again,
/// the most frequent 2-, 3- and 4-gram, and 5- to 10-grams that stand again, as shares of the text's
/// characters.
///
/// n-grams are compared by 64-bit hashes that roll over the hashes of words. An n-gram can only stand twice
/// where its first n − 1 words do, so each length looks at what the length before has left: a handful of
/// places in most documents.

struct GopherRepetition {
  static let maxDuplicateLines = 0.3
  static let maxDuplicateLineCharacters = 0.2
  /// For 2-, 3- and 4-grams.
  static let maxTop = [0.20, 0.18, 0.16]
  /// For 5- to 10-grams.
  static let maxDuplicates = [0.15, 0.14, 0.13, 0.12, 0.11, 0.10]

  private var table = CountTable()
  /// Of each word.
  private var hashes: [UInt64] = []
  /// Characters before each word, white space not counted, and of all.
  private var before: [Int] = []
  /// First words of the n-grams that may stand twice, with their hashes and slots in the table.
  private var grams: [Gram] = []

  private struct Gram {
    var start: Int
    var hash: UInt64
    var slot: Int
  }

  /// Why the text is dropped; nil where it is kept.
  mutating func fault(in text: Span<UInt8>) -> String? {
    if text.isEmpty { return "gopher: empty" }
    let characters = Double(characterCount(text, 0..<text.count))
    if let what = repeated(text, withoutSpace(text, 0..<text.count), newlines: 2, of: characters) {
      return "gopher: duplicate paragraph\(what)"
    }
    if let what = repeated(text, 0..<text.count, newlines: 1, of: characters) {
      return "gopher: duplicate line\(what)"
    }
    hashWords(of: text)
    begin()
    for (i, limit) in Self.maxTop.enumerated() {
      guard let top = topCharacters(i + 2) else { return nil }
      if Double(top) / characters > limit { return "gopher: top \(i + 2)-gram" }
    }
    for (i, limit) in Self.maxDuplicates.enumerated() {
      if grams.isEmpty { return nil }
      narrow(i + 5)
      if Double(duplicateCharacters(i + 5)) / characters > limit {
        return "gopher: duplicate \(i + 5)-grams"
      }
    }
    return nil
  }

  // MARK: Lines and paragraphs

  /// Whether too much of what stands between runs of at least so many newlines has stood before; how the
  /// reason ends then.
  private mutating func repeated(
    _ text: Span<UInt8>, _ range: Range<Int>, newlines: Int, of characters: Double
  ) -> String? {
    var all = 0
    var duplicates = 0
    var duplicateCharacters = 0
    var at = range.lowerBound
    var isLast = false
    table.begin()
    while !isLast {
      let piece = Self.nextPiece(text, &at, range.upperBound, newlines: newlines, &isLast)
      all += 1
      let hash = unsafe text.extracting(piece).withUnsafeBytes { unsafe xxh3($0) }
      // In two steps: in one, the table is copied before it counts.
      let slot = table.count(hash)
      if table.count(at: slot) > 1 {
        duplicates += 1
        duplicateCharacters += characterCount(text, piece)
      }
    }
    if Double(duplicates) / Double(all) > Self.maxDuplicateLines { return "s" }
    return Double(duplicateCharacters) / characters > Self.maxDuplicateLineCharacters
      ? " characters" : nil
  }

  /// What stands before the next run of at least so many newlines; moves `at` behind that.
  private static func nextPiece(
    _ text: Span<UInt8>, _ at: inout Int, _ end: Int, newlines: Int, _ isLast: inout Bool
  ) -> Range<Int> {
    let start = at
    while at < end {
      if text[at] != 0x0A {
        at += 1
        continue
      }
      let pieceEnd = at
      while at < end, text[at] == 0x0A { at += 1 }
      if at - pieceEnd >= newlines { return start..<pieceEnd }
    }
    isLast = true
    return start..<end
  }

  // MARK: n-grams

  private mutating func hashWords(of text: Span<UInt8>) {
    hashes.removeAll(keepingCapacity: true)
    before.removeAll(keepingCapacity: true)
    var total = 0
    var at = 0
    while let word = nextWord(text, &at, text.count) {
      hashes.append(unsafe text.extracting(word.range).withUnsafeBytes { unsafe xxh3($0) })
      before.append(total)
      total += word.characters
    }
    before.append(total)
  }

  /// Every word may begin an n-gram that stands twice.
  private mutating func begin() {
    grams.removeAll(keepingCapacity: true)
    for (i, hash) in hashes.enumerated() { grams.append(Gram(start: i, hash: hash, slot: 0)) }
  }

  /// Leaves the n-grams that stand at least twice, of those whose first n − 1 words do, each with its slot.
  private mutating func narrow(_ n: Int) {
    table.begin(capacity: grams.count)
    var kept = 0
    for i in grams.indices {
      let start = grams[i].start
      if start + n > hashes.count { break }
      let hash = grams[i].hash &* 0xD6E8_FEB8_6659_FD93 &+ hashes[start + n - 1]
      grams[kept] = Gram(start: start, hash: hash, slot: table.count(hash))
      kept += 1
    }
    grams.removeSubrange(kept...)
    grams.removeAll { table.count(at: $0.slot) < 2 }
  }

  /// Characters of the most frequent n-gram, wherever it stands, single spaces between its words; of
  /// several, of the one that stands first. Nil where the text has fewer words.
  private mutating func topCharacters(_ n: Int) -> Int? {
    guard hashes.count >= n else { return nil }
    narrow(n)
    var top = 1
    var first = 0
    for gram in grams where table.count(at: gram.slot) > top {
      top = table.count(at: gram.slot)
      first = gram.start
    }
    return top * (before[first + n] - before[first] + n - 1)
  }

  /// Characters of the n-grams that have stood before, white space not counted; where there is one, the
  /// search goes on behind it.
  private mutating func duplicateCharacters(_ n: Int) -> Int {
    for gram in grams { table.setCount(0, at: gram.slot) }
    var characters = 0
    var next = 0
    for gram in grams where gram.start >= next {
      if table.count(at: gram.slot) > 0 {
        characters += before[gram.start + n] - before[gram.start]
        next = gram.start + n
      } else {
        table.setCount(1, at: gram.slot)
      }
    }
    return characters
  }
}
