/// The phrases that C4's rules look for in a line, in any case, found in one pass.

struct Phrases: OptionSet {
  var rawValue: UInt8
  static let loremIpsum = Phrases(rawValue: 1)
  static let javascript = Phrases(rawValue: 2)
  static let curlyBracket = Phrases(rawValue: 4)
  /// Phrases with which pages speak about themselves, not about their subject.
  static let policy = Phrases(rawValue: 8)
}

extension Phrases {
  init(in line: Span<UInt8>) {
    self = []
    for at in line.indices {
      // Only by these letters a phrase begins.
      switch line[at] | 0x20 {
      case UInt8(ascii: "c"): if line.has("cookie policy", at: at) { insert(.policy) }
      case UInt8(ascii: "j"): if line.has("javascript", at: at) { insert(.javascript) }
      case UInt8(ascii: "l"): if line.has("lorem ipsum", at: at) { insert(.loremIpsum) }
      case UInt8(ascii: "p"): if line.has("privacy policy", at: at) { insert(.policy) }
      case UInt8(ascii: "t"): if line.has("terms of use", at: at) { insert(.policy) }
      case UInt8(ascii: "u"):
        if line.has("use cookies", at: at) || line.has("uses cookies", at: at)
          || line.has("use of cookies", at: at)
        {
          insert(.policy)
        }
      case UInt8(ascii: "{"): if line[at] == UInt8(ascii: "{") { insert(.curlyBracket) }
      default: break
      }
    }
  }
}

extension Span<UInt8> {
  /// Whether `word`, in lower case, is at `start`, in any case.
  fileprivate func has(_ word: StaticString, at start: Int) -> Bool {
    let word = unsafe word.bytes
    guard count - start >= word.count else { return false }
    for i in 0..<word.count where unsafe self[start + i].asciiLowercased != word[i] {
      return false
    }
    return true
  }

  func hasPrefix(_ word: StaticString) -> Bool { has(exactly: word, at: 0) }

  func hasSuffix(_ word: StaticString) -> Bool {
    has(exactly: word, at: count - word.utf8CodeUnitCount)
  }

  private func has(exactly word: StaticString, at start: Int) -> Bool {
    let word = unsafe word.bytes
    guard start >= 0, count - start >= word.count else { return false }
    for i in 0..<word.count where unsafe self[start + i] != word[i] { return false }
    return true
  }
}
