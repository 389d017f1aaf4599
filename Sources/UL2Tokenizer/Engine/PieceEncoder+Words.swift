/// Encodes words of Unigram models that the cache lacks.
import CByteScan
import UL2Patterns

extension PieceEncoder {
  /// Appends the ids of a word as it appears in the text.
  @inline(never)
  mutating func search(
    _ words: UnigramWords, _ start: UnsafePointer<UInt8>, _ length: Int
  ) throws(PatternProblem) {
    let (before, hadUnknown) = (count, hasUnknown)
    if unsafe normalize(words, start, length) { return }
    (count, hasUnknown) = (before, hadUnknown)
    var piece = PlainPiece(unsafe Array(UnsafeBufferPointer(start: start, count: length)))
    try words.normalizer.normalize(&piece)
    if piece.bytes.isEmpty { return }
    for part in try words.preTokenizer.split([piece]) {
      let bytes = part.bytes
      reserveWord(bytes.count)
      let word = unsafe wordStart
      var count = 0
      var at = 0
      while at < bytes.count {
        let isMark = bytes[at] == 0xE2 && bytes[at...].starts(with: SpaceMarks.mark)
        unsafe word[count] = isMark ? 0x20 : bytes[at]
        count += 1
        at += isMark ? 3 : 1
      }
      appendWord(words, count)
    }
  }

  /// Appends a word's ids where each of its characters is normalized by itself.
  ///
  /// A rule replaces a whole grapheme cluster if the cluster is of up to five bytes and begins with the rule's text.
  /// Else each character is replaced by itself, so clusters need not be known where none can be of this kind.
  ///
  /// - Returns: false where one may be; some ids may have been appended.
  private mutating func normalize(
    _ words: UnigramWords, _ start: UnsafePointer<UInt8>, _ length: Int
  ) -> Bool {
    reserveWord(length + 1)
    unsafe wordStart[0] = 0x20
    if words.keepsASCII, unsafe isPrintableASCII(start, length) {
      unsafe (wordStart + 1).update(from: start, count: length)
      appendWord(words, length + 1)
      return true
    }
    // A word is empty while there is only the space.
    var filled = 1
    var at = 0
    var next = unsafe classes.of(start, words)
    while at < length {
      let kind = next
      let end = unsafe at + characterLength(start[at])
      if end < length {
        next = unsafe classes.of(start + end, words)
        if kind.changes || kind.begins, !kind.isDivided(from: next),
          unsafe words.replacesMore(start + at, end - at, length - at)
        {
          return false
        }
      }
      if kind.stays {
        for i in at..<end {
          unsafe wordStart[filled] = start[i]
          filled += 1
        }
      } else {
        guard kind.changes,
          unsafe appendReplacement(words, start + at, &filled, rest: length - end)
        else { return false }
      }
      at = end
    }
    if filled > 1 { appendWord(words, filled) }
    return true
  }

  /// - Parameter text: 16 bytes beyond it can be read.
  private func isPrintableASCII(_ text: UnsafePointer<UInt8>, _ count: Int) -> Bool {
    let printable = UnigramWords.printable
    let (below, above) = (Int8(printable.lowerBound) - 1, printable.upperBound + 1)
    for at in stride(from: 0, to: count, by: 16) {
      var stops = unsafe ul2_plain_stops16(text + at, below, above, above, above)
      if count - at < 16 { stops &= 1 &<< UInt32(truncatingIfNeeded: count - at) &- 1 }
      if stops != 0 { return false }
    }
    return true
  }

  /// Appends a character's replacement to `word`, which begins with a space, and the ids of words that end in it.
  ///
  /// - Returns: false where the reference must do it.
  @inline(never)
  private mutating func appendReplacement(
    _ words: UnigramWords, _ character: UnsafePointer<UInt8>, _ filled: inout Int, rest: Int
  ) -> Bool {
    let new = unsafe classes.replacement(character)
    reserveWord(filled + new.count + rest, keeping: filled)
    for range in PlainPiece.characters(of: new[...]) {
      let character = new[range]
      if character.elementsEqual(SpaceMarks.mark) { return false }
      if isWhiteSpace(scalar(character)) {
        if filled > 1 { appendWord(words, filled) }
        filled = 1
        continue
      }
      for byte in character {
        unsafe wordStart[filled] = byte
        filled += 1
      }
    }
    return true
  }

  /// Where a normalized word begins in `word`.
  private var wordStart: UnsafeMutablePointer<UInt8> { unsafe word.base + WordParts<ID>.padding }

  /// Makes room for a normalized word; the first `kept` bytes stay.
  private mutating func reserveWord(_ count: Int, keeping kept: Int = 0) {
    word.reserve(count + 2 * WordParts<ID>.padding, keeping: kept + WordParts<ID>.padding)
  }

  /// Appends the ids of the normalized word.
  private mutating func appendWord(_ words: UnigramWords, _ length: Int) {
    // A normalizer may make a text much longer.
    let most = Self.idsPerByte * length + WordParts<ID>.spareIDs
    output.reserve(count + most + room, keeping: count)
    unsafe (wordStart + length).update(repeating: 0, count: WordParts<ID>.padding)
    var found = 0
    let isUnknown = unsafe parts.encode(words, wordStart, length, to: output.base + count, &found)
    count += found
    hasUnknown = hasUnknown || isUnknown
  }
}
