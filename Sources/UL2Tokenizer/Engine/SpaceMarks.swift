/// Spaces in models of characters, which spell them U+2581: the engine's text has a space for both.
import Glibc

struct SpaceMarks: Sendable {
  enum Prefix: Sendable {
    case none
    /// Before every text, whatever it begins with.
    case always
    /// Before a text that does not begin with one.
    case unlessMarked
    /// The same, but only where the document begins.
    case first
  }

  let prefix: Prefix
  /// Each space begins a piece.
  let splits: Bool
  /// Whether normalizers say so, not the pre-tokenizer Metaspace.
  let isNormalizer: Bool

  static let mark: [UInt8] = [0xE2, 0x96, 0x81]

  init(_ file: TokenizerFile) throws(TextModel.Unfit) {
    let space = TextPattern.text([0x20])
    isNormalizer = !file.normalizers.isEmpty
    let marking = TokenizerFile.Normalizer.replace(space, by: Self.mark)
    switch file.normalizers {
    case [marking]: prefix = .none
    case [.prepend(Self.mark), marking]: prefix = .always
    case []:
      guard file.preTokenizers.count == 1,
        case .metaspace(Self.mark, let scheme, let splits) = file.preTokenizers[0]
      else { throw TextModel.Unfit(reason: "pre-tokenizers of this kind") }
      self.splits = splits
      switch scheme {
      case .never: prefix = .none
      case .always: prefix = .unlessMarked
      case .first: prefix = .first
      }
      return
    default: throw TextModel.Unfit(reason: "normalizers of this kind")
    }
    splits = false
    // Such a step looks for spaces, and none are left.
    for step in file.preTokenizers {
      guard case .split(space, _, inverted: false) = step else {
        throw TextModel.Unfit(reason: "pre-tokenizers of this kind")
      }
    }
  }

  /// A piece as it appears in the engine's text; nil where no text has it: it contains a space.
  static func key(_ piece: [UInt8]) -> [UInt8]? {
    if piece.contains(0x20) { return nil }
    var key: [UInt8] = []
    key.reserveCapacity(piece.count)
    var at = 0
    while at < piece.count {
      if piece[at] == 0xE2, piece[at...].starts(with: mark) {
        key.append(0x20)
        at += 3
      } else {
        key.append(piece[at])
        at += 1
      }
    }
    return key
  }

  /// The most bytes that a text can become.
  static func limit(_ count: Int) -> Int { count + 1 }

  /// Writes a text with its prefix, and a space for each U+2581.
  ///
  /// - Parameter isFirst: it begins the document.
  /// - Returns: how many bytes were written.
  func write(
    _ text: UnsafePointer<UInt8>, _ count: Int, isFirst: Bool,
    to output: UnsafeMutablePointer<UInt8>
  ) -> Int {
    if count == 0 { return 0 }
    let isMarked = unsafe text[0] == 0x20 || Self.isMark(text, count)
    var written = 0
    let isPrefixed =
      switch prefix {
      case .none: false
      case .always: true
      case .unlessMarked: !isMarked
      case .first: isFirst && !isMarked
      }
    if isPrefixed {
      unsafe output[0] = 0x20
      written = 1
    }
    var at = 0
    while at < count {
      // Up to the next byte that may begin U+2581.
      var next = count
      if let found = unsafe memchr(text + at, 0xE2, count - at) {
        unsafe next = UnsafeRawPointer(found) - UnsafeRawPointer(text)
      }
      unsafe (output + written).update(from: text + at, count: next - at)
      written += next - at
      at = next
      if at == count { break }
      if unsafe Self.isMark(text + at, count - at) {
        unsafe output[written] = 0x20
        at += 3
      } else {
        unsafe output[written] = unsafe text[at]
        at += 1
      }
      written += 1
    }
    return written
  }

  @inline(__always)
  private static func isMark(_ text: UnsafePointer<UInt8>, _ count: Int) -> Bool {
    unsafe count >= 3 && text[0] == 0xE2 && text[1] == 0x96 && text[2] == 0x81
  }
}
