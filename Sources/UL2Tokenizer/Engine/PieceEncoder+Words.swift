/// Words of Unigram models that the cache does not have.
import UL2Patterns

extension PieceEncoder {
  /// Appends the ids of a word as it stands in the text.
  @inline(never)
  mutating func search(
    _ words: UnigramWords, _ start: UnsafePointer<UInt8>, _ length: Int
  ) throws(PatternProblem) {
    if unsafe isPlain(words, start, length) {
      word.reserve(length + 1)
      unsafe word.base[0] = 0x20
      unsafe (word.base + 1).update(from: start, count: length)
      return appendWord(words, length + 1)
    }
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

  private mutating func isPlain(
    _ words: UnigramWords, _ start: UnsafePointer<UInt8>, _ length: Int
  ) -> Bool {
    var at = 0
    while at < length {
      if unsafe !classes.of(start + at, words).isPlain { return false }
      unsafe at += characterLength(start[at])
    }
    return true
  }

  /// Appends the ids of what is in `word`.
  private mutating func appendWord(_ words: UnigramWords, _ count: Int) {
    // A normalizer may make much of little.
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
