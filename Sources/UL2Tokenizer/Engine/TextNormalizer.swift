/// A model's normalization of a text before it is cut into pieces, byte for byte as
/// libsentencepiece does it.
///
/// The result is the library's normalized text but for U+2581, which represents a space there and
/// is the one byte 0x20 here, where the model escapes spaces: a third of the bytes, and one byte to
/// compare. Runs of ASCII that no rule touches are copied sixteen bytes at a time.
import CByteScan

struct TextNormalizer: Sendable {
  private let addsDummyPrefix: Bool
  private let removesExtraWhitespaces: Bool
  private let escapesWhitespaces: Bool
  private let isSuffix: Bool
  private let rules: CharsMap?
  /// User-defined pieces, which are taken out of the text as they are; nil where there are none.
  private let userDefined: PieceTrie?
  /// First bytes of `userDefined`.
  private let isFirst: Table<Bool>
  /// U+FFFD, which represents a byte that is not UTF-8.
  private let replacementCharacter: Table<UInt8>
  /// ASCII bytes that may not stay as they are: the copying of a run stops there.
  private let stops: PlainStops
  private let composing: Table<Bool>
  private let simple: Table<CharsMap.SimpleReplacement>

  /// Bytes readable after what is normalized; as many may be written after the result.
  static let padding = 64

  /// - Parameter userDefined: the user-defined pieces' texts.
  init(
    _ spec: NormalizerSpec, isSuffix: Bool, rules: CharsMap?, userDefined: [[UInt8]],
    in memory: TableMemory
  ) {
    addsDummyPrefix = spec.addsDummyPrefix
    removesExtraWhitespaces = spec.removesExtraWhitespaces
    escapesWhitespaces = spec.escapesWhitespaces
    self.isSuffix = isSuffix
    self.rules = rules
    self.userDefined =
      userDefined.isEmpty
      ? nil : PieceTrie(userDefined.enumerated().map { ($1, $0) }, in: memory)
    var isFirst = [Bool](repeating: false, count: 256)
    for text in userDefined { isFirst[Int(text[0])] = true }
    replacementCharacter = memory.table([0xEF, 0xBF, 0xBD])
    self.isFirst = memory.table(isFirst)
    composing = memory.table((0..<256).map { $0 < 128 && rules?.composing[$0] ?? false })
    let simple = (UInt8(0)...255).map { byte -> CharsMap.SimpleReplacement in
      byte < 0x80 && !isFirst[Int(byte)] ? rules?.simpleReplacement(byte) ?? .other : .other
    }
    self.simple = memory.table(simple)
    stops = PlainStops(
      (0..<128).map { isFirst[$0] || rules?.special[$0] ?? false },
      areSpacesAlone: !(rules?.composing[0x20] ?? false))
  }

  /// Replaces `output` with the normalized text.
  ///
  /// - Parameters:
  ///   - text: `padding` bytes after it can be read.
  ///   - output: grows as needed; `offset` bytes at its start are left free.
  /// - Returns: the length of the result.
  func normalize(
    _ text: UnsafePointer<UInt8>, _ count: Int, into output: inout Scratch<UInt8>, offset: Int
  ) -> Int {
    output.reserve(offset + count + count / 8 + 4 * Self.padding)
    var run = unsafe begin(text, count, into: &output, offset: offset)
    if run.at == count { return 0 }
    unsafe advance(&run, text, to: count, of: count, into: &output)
    finish(&run, &output)
    return run.length
  }

  /// The state of normalizing a text.
  struct Run {
    /// The length of the result so far.
    var length: Int
    /// A space was written last, and another is to be dropped.
    var isAfterSpace: Bool
    let start: Int
    /// The place of the next character in the text.
    var at: Int
  }

  /// Begins a text. If that reaches its end, the text is only spaces, and has no result.
  func begin(
    _ text: UnsafePointer<UInt8>, _ count: Int, into output: inout Scratch<UInt8>, offset: Int
  ) -> Run {
    var run = Run(length: 0, isAfterSpace: removesExtraWhitespaces, start: offset, at: 0)
    if removesExtraWhitespaces {
      while run.at < count {
        let step = unsafe next(text + run.at, count - run.at)
        guard unsafe step.count == 1 && step.bytes[0] == 0x20 else { break }
        unsafe run.at += step.consumed
      }
    }
    if run.at < count, !isSuffix, addsDummyPrefix {
      output.reserve(offset + Self.padding)
      unsafe output.base[offset] = 0x20
      run.length = 1
    }
    return run
  }

  /// Continues to `end`, or a few bytes beyond it where a character or rule crosses it; may read the text up to
  /// `count`.
  ///
  /// - Parameter text: `padding` bytes after `end` can be read.
  func advance(
    _ run: inout Run, _ text: UnsafePointer<UInt8>, to end: Int, of count: Int,
    into output: inout Scratch<UInt8>
  ) {
    var at = run.at
    while at < end {
      unsafe at = copyPlain(text, at, end, count, &run, &output)
      if at < end { unsafe at = copyOther(text, at, end, count, &run, &output) }
    }
    run.at = at
  }

  /// Finishes a text: drops spaces at its end, adds its suffix.
  func finish(_ run: inout Run, _ output: inout Scratch<UInt8>) {
    run.length -= trailingSpaces(run, output)
    if isSuffix, addsDummyPrefix {
      let end = run.start + run.length
      output.reserve(end + Self.padding + 1, keeping: end)
      unsafe output.base[end] = 0x20
      run.length += 1
    }
  }

  /// How many bytes at the end of the result so far are dropped if nothing more comes.
  func trailingSpaces(_ run: Run, _ output: borrowing Scratch<UInt8>) -> Int {
    if !removesExtraWhitespaces { return 0 }
    var count = 0
    while count < run.length, unsafe output.base[run.start + run.length - 1 - count] == 0x20 {
      count += 1
    }
    return count
  }

  // MARK: Plain text

  /// Copies ASCII that stays as it is, from `at` to not far beyond `end`; returns where it ends.
  private func copyPlain(
    _ text: UnsafePointer<UInt8>, _ at: Int, _ end: Int, _ count: Int, _ run: inout Run,
    _ output: inout Scratch<UInt8>
  ) -> Int {
    var at = at
    // Each byte to come may be copied, 16 at a time.
    output.reserve(
      run.start + run.length + (end - at) + Self.padding, keeping: run.start + run.length)
    var target = unsafe output.base + run.start + run.length
    defer { run.length = unsafe target - output.base - run.start }
    let removes = removesExtraWhitespaces
    var isAfterSpace = run.isAfterSpace
    defer { run.isAfterSpace = isAfterSpace }
    while at < end {
      var stop = unsafe stops.mask(text + at)
      if removes {
        let spaces = unsafe ul2_equal16(text + at, 0x20)
        stop |= spaces & (spaces << 1 | (isAfterSpace ? 1 : 0))
      }
      var length = stop == 0 ? 16 : stop.trailingZeroBitCount
      length = min(length, count - at)
      unsafe copy16(text + at, to: target)
      let isEnd = length < 16
      if length > 0, at + length < count, let rules,
        unsafe rules.mayFollow.base[Int(text[at + length])],
        unsafe composing.base[Int(text[at + length - 1])]
      {
        // A rule may join the last character and what follows.
        length -= 1
        unsafe target += length
        if length > 0 { isAfterSpace = unsafe removes && text[at + length - 1] == 0x20 }
        return at + length
      }
      unsafe target += length
      if length > 0 { isAfterSpace = unsafe removes && text[at + length - 1] == 0x20 }
      at += length
      if isEnd {
        if at == count { return at }
        // Extra spaces are dropped right here.
        if isAfterSpace, removesExtraWhitespaces, unsafe text[at] == 0x20, stops.allowsSpaces {
          repeat { at += 1 } while unsafe at < count && text[at] == 0x20
          continue
        }
        // So are control characters, or they become spaces.
        let byte = unsafe Int(text[at])
        let replacement = unsafe simple.base[byte]
        if replacement != .other,
          unsafe !(composing.base[byte] && rules!.mayFollow.base[Int(text[at + 1])])
        {
          at += 1
          if replacement == .space, !isAfterSpace {
            unsafe target.pointee = 0x20
            unsafe target += 1
            isAfterSpace = removesExtraWhitespaces
          }
          continue
        }
        return at
      }
    }
    return at
  }

  @inline(__always)
  private func copy16(_ source: UnsafePointer<UInt8>, to target: UnsafeMutablePointer<UInt8>) {
    let bytes = unsafe UnsafeRawPointer(source).loadUnaligned(as: SIMD16<UInt8>.self)
    unsafe UnsafeMutableRawPointer(target).storeBytes(of: bytes, as: SIMD16<UInt8>.self)
  }

  // MARK: Everything else

  /// Writes what one character, rule or user-defined piece becomes, and then what the characters after it that are not
  /// ASCII become.
  private func copyOther(
    _ text: UnsafePointer<UInt8>, _ start: Int, _ end: Int, _ count: Int, _ run: inout Run,
    _ output: inout Scratch<UInt8>
  ) -> Int {
    var at = start
    repeat {
      at = unsafe copyCharacters(text, at, end, count, &run, &output)
      if at == count { break }
      let step = unsafe next(text + at, count - at)
      unsafe write(step, &run, &output)
      unsafe at += step.consumed
    } while unsafe at < end && text[at] >= 0x80
    return at
  }

  /// Copies characters that are not ASCII and stay as they are, from `at` on; returns where they end.
  private func copyCharacters(
    _ text: UnsafePointer<UInt8>, _ start: Int, _ end: Int, _ count: Int, _ run: inout Run,
    _ output: inout Scratch<UInt8>
  ) -> Int {
    var at = start
    // Each byte up to `end` may be copied.
    output.reserve(
      run.start + run.length + max(0, end - at) + Self.padding, keeping: run.start + run.length)
    // The last place where four bytes can be read.
    let last = min(count - 4, end - 1)
    var target = unsafe output.base + run.start + run.length
    while at <= last, unsafe text[at] >= 0xC0, unsafe !isFirst.base[Int(text[at])],
      let character = unsafe decodeUTF8(text + at, 4),
      unsafe staysAsItIs(character.code, followedBy: text[at + character.length]),
      character.code != 0x2581
    {
      let bytes = unsafe UnsafeRawPointer(text + at).loadUnaligned(as: UInt32.self)
      unsafe UnsafeMutableRawPointer(target).storeBytes(of: bytes, as: UInt32.self)
      unsafe target += character.length
      at += character.length
    }
    if at > start {
      run.isAfterSpace = false
      run.length = unsafe target - output.base - run.start
    }
    return at
  }

  /// Whether no rule applies to a character, given the byte after it.
  @inline(__always)
  private func staysAsItIs(_ code: UInt32, followedBy next: UInt8) -> Bool {
    guard let rules else { return true }
    let kind = rules.classOf(code)
    if kind == CharsMap.Class.plain.rawValue { return true }
    return unsafe kind == CharsMap.Class.first.rawValue && !rules.mayFollow.base[Int(next)]
  }

  /// The bytes consumed at the start of a text, and what they become.
  @unsafe private struct Step {
    let bytes: UnsafePointer<UInt8>
    let count: Int
    let consumed: Int
  }

  @inline(__always)
  private func next(_ text: UnsafePointer<UInt8>, _ count: Int) -> Step {
    let first = unsafe text[0]
    if let userDefined, unsafe isFirst.base[Int(first)],
      let match = unsafe userDefined.longestMatch(text, count)
    {
      return unsafe Step(bytes: text, count: match.length, consumed: match.length)
    }
    let character = unsafe decodeUTF8(text, count)
    if let rules {
      // To the library, a broken character may still begin a rule.
      let kind = character.map { rules.classOf($0.code) } ?? CharsMap.Class.rule.rawValue
      if kind != CharsMap.Class.plain.rawValue,
        let match = unsafe rules.longestMatch(text, count)
      {
        return unsafe Step(
          bytes: match.replacement.baseAddress ?? text, count: match.replacement.count,
          consumed: match.length)
      }
    }
    if let character {
      return unsafe Step(bytes: text, count: character.length, consumed: character.length)
    }
    return unsafe Step(bytes: replacementCharacter.base, count: 3, consumed: 1)
  }

  @inline(__always)
  private func write(_ step: Step, _ run: inout Run, _ output: inout Scratch<UInt8>) {
    var bytes = unsafe step.bytes
    var count = unsafe step.count
    while run.isAfterSpace, count > 0, unsafe bytes[0] == 0x20 {
      unsafe bytes += 1
      count -= 1
    }
    guard count > 0 else { return }
    output.reserve(
      run.start + run.length + count + Self.padding, keeping: run.start + run.length)
    let target = unsafe output.base + run.start + run.length
    if escapesWhitespaces {
      var i = 0
      var written = 0
      while i < count {
        if unsafe bytes[i] == 0xE2 && i + 2 < count && bytes[i + 1] == 0x96 && bytes[i + 2] == 0x81
        {
          unsafe target[written] = 0x20
          i += 3
        } else {
          unsafe target[written] = bytes[i]
          i += 1
        }
        written += 1
      }
      run.length += written
    } else {
      for i in 0..<count { unsafe target[i] = bytes[i] }
      run.length += count
    }
    run.isAfterSpace = unsafe removesExtraWhitespaces && bytes[count - 1] == 0x20
  }
}
