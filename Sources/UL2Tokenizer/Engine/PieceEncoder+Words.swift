/// Encodes words of Unigram models that the cache lacks.
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
      word.reserve(bytes.count)
      var count = 0
      var at = 0
      while at < bytes.count {
        let isMark = bytes[at] == 0xE2 && bytes[at...].starts(with: SpaceMarks.mark)
        unsafe word.base[count] = isMark ? 0x20 : bytes[at]
        count += 1
        at += isMark ? 3 : 1
      }
      appendWord(words, count)
    }
  }

  /// Appends a word's ids where each of its characters is normalized by itself.
  ///
  /// - Returns: false where one is not; some ids may have been appended.
  private mutating func normalize(
    _ words: UnigramWords, _ start: UnsafePointer<UInt8>, _ length: Int
  ) -> Bool {
    word.reserve(length + 1)
    unsafe word.base[0] = 0x20
    // A word is empty while there is only the space.
    var filled = 1
    var isSeparate = true
    var at = 0
    while at < length {
      let kind = unsafe classes.of(start + at, words)
      let end = unsafe at + characterLength(start[at])
      if kind.stays {
        if kind.begins, end < length, unsafe !classes.of(start + end, words).isSeparate {
          return false
        }
        for i in at..<end {
          unsafe word.base[filled] = start[i]
          filled += 1
        }
      } else {
        guard kind.changes, isSeparate,
          end >= length || (unsafe classes.of(start + end, words).isSeparate)
        else { return false }
        guard unsafe appendReplacement(words, start + at, &filled, rest: length - end) else {
          return false
        }
      }
      isSeparate = kind.isSeparate
      at = end
    }
    if filled > 1 { appendWord(words, filled) }
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
    word.reserve(filled + new.count + rest, keeping: filled)
    for range in PlainPiece.characters(of: new[...]) {
      let character = new[range]
      if character.elementsEqual(SpaceMarks.mark) { return false }
      if isWhiteSpace(scalar(character)) {
        if filled > 1 { appendWord(words, filled) }
        filled = 1
        continue
      }
      for byte in character {
        unsafe word.base[filled] = byte
        filled += 1
      }
    }
    return true
  }

  /// Appends the ids of `word`.
  private mutating func appendWord(_ words: UnigramWords, _ count: Int) {
    // A normalizer may make a text much longer.
    output.reserve(self.count + Self.idsPerByte * count + room, keeping: self.count)
    let output = unsafe self.output.base
    var end = self.count
    let isLossy = unsafe words.encode(word.base, count, &nodes) { id in
      unsafe output[end] = ID(truncatingIfNeeded: id)
      end += 1
    }
    self.count = end
    hasUnknown = hasUnknown || isLossy
  }
}
