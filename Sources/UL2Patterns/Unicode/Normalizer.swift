/// Brings texts into a normal form. Text that is in it already, nearly all, is only looked at: ASCII sixteen bytes at a
/// time, other characters by one table. The rest is normalized from the last sure character to the next.
import CByteScan

package final class Normalizer: Sendable {
  private let form: NormalForm
  private let decompositions: Decompositions
  /// Class 0: characters that may change. Then one class per combining class, in order; the last is the rest, which
  /// neither change nor join the character before.
  private let classes: ClassTable

  package static func of(_ form: NormalForm) -> Normalizer {
    switch form {
    case .nfc: nfc
    case .nfd: nfd
    case .nfkc: nfkc
    case .nfkd: nfkd
    }
  }

  private static let nfc = Normalizer(.nfc)
  private static let nfd = Normalizer(.nfd)
  private static let nfkc = Normalizer(.nfkc)
  private static let nfkd = Normalizer(.nfkd)

  private init(_ form: NormalForm) {
    self.form = form
    decompositions = form.isCompatible ? .compatible : .canonical
    var changing = decompositions.sources
    if form.isComposed {
      let vowels = CharacterSet(Hangul.vowel...Hangul.vowel + Hangul.vowelCount - 1)
      let trailing = CharacterSet(Hangul.trailing + 1...Hangul.trailing + Hangul.trailingCount - 1)
      changing = changing.subtracting(decompositions.restored).union(decompositions.seconds)
        .union(vowels).union(trailing)
    } else {
      changing = changing.union(CharacterSet(Hangul.syllables))
    }
    classes = ClassTable([changing] + CombiningClass.sets.map(\.set))
  }

  /// Where the first part that may change begins, at `start` or after it; nil where the text is in this form.
  package func firstChange(_ text: UnsafeBufferPointer<UInt8>, from start: Int = 0) -> Int? {
    unsafe nextChange(text, start)?.lowerBound
  }

  /// Replaces `result` with the text in this form, unless it is already.
  ///
  /// - Returns: whether anything changed; else `result` is empty.
  package func normalize(_ text: UnsafeBufferPointer<UInt8>, into result: inout [UInt8]) -> Bool {
    result.removeAll(keepingCapacity: true)
    var copied = 0
    var codes: [UInt32] = []
    while let range = unsafe nextChange(text, copied) {
      unsafe result.append(contentsOf: text[copied..<range.lowerBound])
      unsafe append(text, range, &codes, to: &result)
      copied = range.upperBound
    }
    if copied == 0 { return false }
    unsafe result.append(contentsOf: text[copied...])
    return true
  }

  /// The next part that may change: from the last character before it that joins none before.
  private func nextChange(_ text: UnsafeBufferPointer<UInt8>, _ start: Int) -> Range<Int>? {
    guard let base = text.baseAddress else { return nil }
    let end = unsafe base + text.count
    let plain = UInt8(classes.count - 1)
    var at = start
    var begin = start
    var last: UInt8 = plain
    while at < text.count {
      if unsafe base[at] < 0x80 {
        at = unsafe Self.pastASCII(base, at + 1, text.count)
        begin = at - 1
        last = plain
        continue
      }
      let (value, length) = unsafe classes.next(base + at, end)
      if value == plain {
        begin = at
      } else if value == 0 || (last != plain && value < last) {
        var next = at + length
        while next < text.count {
          let (value, length) = unsafe classes.next(base + next, end)
          if value == plain { break }
          next += length
        }
        return begin..<next
      }
      last = value
      at += length
    }
    return nil
  }

  private static func pastASCII(_ base: UnsafePointer<UInt8>, _ start: Int, _ end: Int) -> Int {
    var at = start
    while at + 16 <= end {
      let high = unsafe ul2_high16(base + at)
      if high != 0 { return at + high.trailingZeroBitCount }
      at += 16
    }
    while at < end, unsafe base[at] < 0x80 { at += 1 }
    return at
  }

  private func append(
    _ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, _ codes: inout [UInt32],
    to result: inout [UInt8]
  ) {
    codes.removeAll(keepingCapacity: true)
    let bytes = unsafe Span(_unsafeElements: text)
    var at = range.lowerBound
    while at < range.upperBound {
      let scalar = UTF8Scalar(bytes, at)
      decompositions.decompose(scalar.value, into: &codes)
      at += scalar.length
    }
    Self.order(&codes)
    if form.isComposed { codes = decompositions.compose(codes) }
    for code in codes {
      if let encoded = Unicode.Scalar(code).flatMap(UTF8.encode) {
        result.append(contentsOf: encoded)
      }
    }
  }

  /// Sorts marks by their combining classes; those of one class stay in their order.
  private static func order(_ codes: inout [UInt32]) {
    var at = 0
    while at < codes.count {
      guard CombiningClass.of(codes[at]) > 0 else {
        at += 1
        continue
      }
      var end = at
      var keys: [UInt64] = []
      while end < codes.count {
        let own = CombiningClass.of(codes[end])
        if own == 0 { break }
        keys.append(UInt64(own) << 56 | UInt64(end - at) << 24 | UInt64(codes[end]))
        end += 1
      }
      // The offset in the middle keeps the order of equals.
      keys.sort()
      for (offset, key) in keys.enumerated() { codes[at + offset] = UInt32(key & 0xFFFFFF) }
      at = end
    }
  }
}
