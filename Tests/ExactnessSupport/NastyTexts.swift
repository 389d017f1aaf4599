/// Texts on which tokenizers go wrong, the same ones each time.
///
/// Most are made of the model's own pieces, whole, cut short and run into one another: a difference needs two ways to
/// cut a text with nearly equal scores, and random characters hardly ever give two.
import UL2Core

package struct NastyTexts: Sendable {
  let pieces: [[UInt8]]
  /// Pieces by their first byte, for texts in which one ends with what another begins with.
  private let byFirstByte: [[Int]]
  private let prose: [UInt8]
  private let key: UInt64

  /// - Parameters:
  ///   - pieces: the model's.
  ///   - prose: any text; pieces of it are taken.
  package init(pieces: [String], prose: [UInt8], key: UInt64 = 1) {
    let whole = pieces.map { Array($0.utf8) }.filter { !$0.isEmpty }
    self.pieces = whole.isEmpty ? [[0x61]] : whole
    self.prose = prose.isEmpty ? [0x61] : prose
    self.key = key
    var byFirstByte = [[Int]](repeating: [], count: 256)
    for (id, piece) in self.pieces.enumerated() {
      if let first = piece.first { byFirstByte[Int(first)].append(id) }
    }
    self.byFirstByte = byFirstByte
  }

  /// A text at random: the same for the same number.
  ///
  /// - Parameter largest: about the most bytes that it has.
  package func random(_ number: Int, largest: Int) -> [UInt8] {
    var dice = CounterRandom(key: mixed(key &+ UInt64(truncatingIfNeeded: number)))
    let sizes = [8, 30, 30, 100, 100, 300, 1000, 4000, 30_000, largest]
    let size = min(largest, 1 + dice.below(sizes[dice.below(sizes.count)]))
    var text: [UInt8] = []
    // Text before it moves the running score of Unigram models, and with it ties.
    if dice.below(12) == 0 {
      for _ in 0..<dice.below(max(size / 2, 1)) { text += [0x78, 0x20] }
    }
    switch dice.below(4) {
    case 0:
      // A few parts over and over, in any order.
      let parts = (0...dice.below(5)).map { _ in part(&dice) }
      while text.count < size { text += parts[dice.below(parts.count)] }
    case 1:
      while text.count < size { text += piece(&dice) }
    default:
      while text.count < size { text += part(&dice) }
    }
    if text.count > size && dice.below(2) == 0 { text.removeLast(text.count - size) }
    if dice.below(8) == 0 { damage(&text, &dice) }
    return text
  }

  private func part(_ dice: inout CounterRandom) -> [UInt8] {
    switch dice.below(16) {
    case 0...4: return piece(&dice)
    case 5...6: return chain(&dice)
    case 7:
      let cut = piece(&dice)
      return Array(cut.prefix(1 + dice.below(max(cut.count, 1))))
    case 8:
      let cut = piece(&dice)
      return Array(cut.suffix(1 + dice.below(max(cut.count, 1))))
    case 9:
      let repeated = piece(&dice)
      return (0...dice.below(12)).flatMap { _ in repeated }
    case 10: return [UInt8](repeating: UInt8(dice.below(128)), count: 1 + dice.below(9))
    case 11: return Self.awkward[dice.below(Self.awkward.count)]
    case 12:
      let scalar = Unicode.Scalar(UInt32(dice.below(1 << (7 + dice.below(14))))) ?? " "
      return Array(String(Character(scalar)).utf8)
    case 13: return [[0x20], [0x20, 0x20], [0x0A], [0x0A, 0x0A], [0x09]][dice.below(5)]
    case 14: return (0...dice.below(4)).map { _ in UInt8(dice.below(256)) }
    default:
      let start = dice.below(prose.count)
      return Array(prose[start...].prefix(1 + dice.below(60)))
    }
  }

  /// A piece as text has it, with spaces for the symbol that represents them, or now and then as
  /// it is.
  private func piece(_ dice: inout CounterRandom) -> [UInt8] {
    let piece = pieces[dice.below(pieces.count)]
    return dice.below(8) == 0 ? piece : Self.spaced(piece)
  }

  /// Pieces that each begin with the end of the one before.
  private func chain(_ dice: inout CounterRandom) -> [UInt8] {
    var text = pieces[dice.below(pieces.count)]
    for _ in 0...dice.below(4) {
      // The last character, not its last byte.
      guard let start = text.lastIndex(where: { $0 & 0xC0 != 0x80 }) else { break }
      let end = Array(text[start...])
      let candidates = byFirstByte[Int(end[0])]
      guard !candidates.isEmpty else { break }
      let next = pieces[candidates[dice.below(candidates.count)]]
      guard next.starts(with: end) else { break }
      text += next[end.count...]
    }
    return Self.spaced(text)
  }

  /// Some bytes changed, dropped or doubled.
  private func damage(_ text: inout [UInt8], _ dice: inout CounterRandom) {
    for _ in 0...dice.below(4) where !text.isEmpty {
      let at = dice.below(text.count)
      switch dice.below(4) {
      case 0: text[at] = UInt8(dice.below(256))
      case 1: text.remove(at: at)
      case 2: text.insert(text[at], at: dice.below(text.count + 1))
      default: text[at] ^= 1 << UInt8(dice.below(8))
      }
    }
  }

  /// U+2581 as spaces.
  static func spaced(_ piece: [UInt8]) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(piece.count)
    var at = 0
    while at < piece.count {
      if piece[at] == 0xE2 && piece[at...].starts(with: [0xE2, 0x96, 0x81]) {
        text.append(0x20)
        at += 3
      } else {
        text.append(piece[at])
        at += 1
      }
    }
    return text
  }
}
