/// The arguments of a template, as ranges of the scanner's output.
///
/// White space and marks at their ends are left out, so that an argument that held only what was
/// removed is empty.
struct TemplateArguments {
  private(set) var unnamed: [Range<Int>] = []
  private(set) var named: [(name: Range<Int>, value: Range<Int>)] = []
  private var position = 0

  /// Places beyond are rare, and unknown.
  private static let lastPlace = 30

  /// - Parameters:
  ///   - pipes: where the `|` before each argument is.
  ///   - first: an argument before the first `|`, as parser functions have it.
  init(_ bytes: [UInt8], first: Range<Int>?, pipes: ArraySlice<Int>, end: Int) {
    if let first {
      unnamed.append(bytes.withoutMarks(first))
      position = 1
    }
    for i in pipes.indices {
      let next = i + 1 < pipes.endIndex ? pipes[i + 1] : end
      add(bytes, pipes[i] + 1..<max(next, pipes[i] + 1))
    }
  }

  private mutating func add(_ bytes: [UInt8], _ range: Range<Int>) {
    guard let equals = Self.equalsSign(bytes, range) else {
      set(position, bytes.withoutMarks(range))
      position += 1
      return
    }
    let name = bytes.withoutMarks(range.lowerBound..<equals)
    let value = bytes.withoutMarks(equals + 1..<range.upperBound)
    // `1=` names a place.
    if let place = Self.place(bytes, name) {
      set(place, value)
    } else {
      named.append((name, value))
    }
  }

  private mutating func set(_ place: Int, _ value: Range<Int>) {
    while place >= unnamed.count { unnamed.append(0..<0) }
    unnamed[place] = value
  }

  private static func place(_ bytes: [UInt8], _ name: Range<Int>) -> Int? {
    guard (1...2).contains(name.count) else { return nil }
    var number = 0
    for byte in bytes[name] {
      guard byte.isASCIIDigit else { return nil }
      number = 10 * number + Int(byte & 15)
    }
    return (1...lastPlace).contains(number) ? number - 1 : nil
  }

  /// Names are short words; an `=` after anything else belongs to text.
  private static let longestName = 24

  private static func equalsSign(_ bytes: [UInt8], _ range: Range<Int>) -> Int? {
    let start = bytes.withoutMarks(range).lowerBound
    for i in start..<min(range.upperBound, start + longestName) {
      switch bytes[i] {
      case UInt8(ascii: "="): return i
      case 0x20, 0x2D, 0x5F, 0x80...: break
      case let byte where byte.isASCIIAlphanumeric: break
      default: return nil
      }
    }
    return nil
  }

  subscript(_ place: Int) -> Range<Int>? {
    place < unnamed.count && !unnamed[place].isEmpty ? unnamed[place] : nil
  }

  /// Those without a name that are not empty.
  var filled: [Range<Int>] { unnamed.filter { !$0.isEmpty } }

  func value(_ bytes: [UInt8], _ name: some Sequence<UInt8>) -> Range<Int>? {
    if named.isEmpty { return nil }
    return named.last { bytes[$0.name].elementsEqual(name) && !$0.value.isEmpty }?.value
  }

  func value(_ bytes: [UInt8], _ key: TemplateFormat.Key) -> Range<Int>? {
    switch key {
    case .position(let place): self[place]
    case .last: unnamed.last { !$0.isEmpty }
    case .own: nil
    case .name(let name): value(bytes, name)
    }
  }
}

extension [UInt8] {
  /// `range` without white space and marks at its ends; a mark that opens verbatim text stays.
  func withoutMarks(_ range: Range<Int>) -> Range<Int> {
    var start = range.lowerBound
    var end = range.upperBound
    while start < end, self[start].isMarkupSpace || self[start] <= WikitextMark.plain { start += 1 }
    while start < end, self[end - 1].isMarkupSpace || self[end - 1] <= WikitextMark.plain {
      end -= 1
    }
    return start..<end
  }
}
