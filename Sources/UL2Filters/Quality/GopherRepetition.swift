/// Gopher's repetition rules (table A1), in datatrove's reading: repeated lines and paragraphs,
/// the most frequent 2-, 3- and 4-gram, and repeated 5- to 10-grams, as shares of the text's
/// characters.
///
/// n-grams are compared by 64-bit hashes that roll over the hashes of words. An n-gram can only
/// occur twice where its first n − 1 words do, so each length looks at what the length before has
/// left: a handful of places in most documents.

struct GopherRepetition {
  static let maxDuplicateLines = 0.3
  static let maxDuplicateLineCharacters = 0.2
  /// For 2-, 3- and 4-grams.
  static let maxTop = [0.20, 0.18, 0.16]
  /// For 5- to 10-grams.
  static let maxDuplicates = [0.15, 0.14, 0.13, 0.12, 0.11, 0.10]

  /// Of hashes that roll over the hashes of words and lines.
  private static let multiplier: UInt64 = 0xD6E8_FEB8_6659_FD93

  private var table = CountTable()
  /// Of each word.
  private var hashes: [UInt64] = []
  /// Characters before each word, white space not counted, and of all.
  private var before: [Int] = []
  /// First words of the n-grams that may occur twice, with their hashes and slots in the table.
  private var grams: [Gram] = []
  /// Those that are not blank.
  private var lines: [Line] = []

  private struct Gram {
    var start: Int
    var hash: UInt64
    var slot: Int
  }

  private struct Line {
    var hash: UInt64
    var characters: Int
    /// Whether it is the first, or a blank line comes before it.
    var beginsParagraph: Bool
  }

  /// Why the text is dropped; nil where it is kept.
  mutating func fault(in text: Span<UInt8>) -> String? {
    hashLines(of: text)
    if lines.isEmpty { return "gopher: empty" }
    let characters = Double(lines.reduce(lines.count - 1) { $0 + $1.characters })
    if let what = repeatedParagraphs(of: characters) { return "gopher: duplicate paragraph\(what)" }
    if let what = repeatedLines(of: characters) { return "gopher: duplicate line\(what)" }
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

  /// Hashes the lines. Neither the kind of line break nor the number of blank lines after a line changes any share.
  private mutating func hashLines(of text: Span<UInt8>) {
    lines.removeAll(keepingCapacity: true)
    var at = 0
    var isAfterBlank = true
    while at < text.count {
      let line = nextLine(text, &at)
      if withoutSpace(text, line).isEmpty {
        isAfterBlank = true
        continue
      }
      let hash = unsafe text.extracting(line).withUnsafeBytes { unsafe xxh3($0) }
      lines.append(
        Line(
          hash: hash, characters: characterCount(text, line), beginsParagraph: isAfterBlank))
      isAfterBlank = false
    }
  }

  /// The end of the reason if too much of the text is repeated paragraphs.
  private mutating func repeatedParagraphs(of characters: Double) -> String? {
    var repeated = Repeated()
    table.begin()
    var next = 0
    while next < lines.count {
      var (hash, length) = (lines[next].hash, lines[next].characters)
      next += 1
      while next < lines.count, !lines[next].beginsParagraph {
        hash = hash &* Self.multiplier &+ lines[next].hash
        length += 1 + lines[next].characters
        next += 1
      }
      repeated.add(hash, length, &table)
    }
    return repeated.fault(of: characters)
  }

  private mutating func repeatedLines(of characters: Double) -> String? {
    var repeated = Repeated()
    table.begin()
    for line in lines { repeated.add(line.hash, line.characters, &table) }
    return repeated.fault(of: characters)
  }

  private struct Repeated {
    private var all = 0
    private var count = 0
    private var characters = 0

    mutating func add(_ hash: UInt64, _ length: Int, _ table: inout CountTable) {
      all += 1
      // In two steps: in one, the table is copied before it counts.
      let slot = table.count(hash)
      if table.count(at: slot) > 1 {
        count += 1
        characters += length
      }
    }

    func fault(of total: Double) -> String? {
      if Double(count) / Double(all) > maxDuplicateLines { return "s" }
      return Double(characters) / total > maxDuplicateLineCharacters ? " characters" : nil
    }
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

  /// Every word may begin an n-gram that occurs twice.
  private mutating func begin() {
    grams.removeAll(keepingCapacity: true)
    for (i, hash) in hashes.enumerated() { grams.append(Gram(start: i, hash: hash, slot: 0)) }
  }

  /// Leaves the n-grams that occur at least twice, of those whose first n − 1 words do, each with
  /// its slot.
  private mutating func narrow(_ n: Int) {
    table.begin(capacity: grams.count)
    var kept = 0
    for i in grams.indices {
      let start = grams[i].start
      if start + n > hashes.count { break }
      let hash = grams[i].hash &* Self.multiplier &+ hashes[start + n - 1]
      grams[kept] = Gram(start: start, hash: hash, slot: table.count(hash))
      kept += 1
    }
    grams.removeSubrange(kept...)
    grams.removeAll { table.count(at: $0.slot) < 2 }
  }

  /// Characters of the most frequent n-gram, wherever it occurs, single spaces between its words;
  /// of several, of the one that occurs first. Nil where the text has fewer words.
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

  /// Characters of the n-grams that have occurred before, white space not counted; where there is
  /// one, the search continues after it.
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
