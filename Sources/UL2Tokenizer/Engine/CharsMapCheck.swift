/// Checks that a table of replacement rules never points outside itself: libsentencepiece follows it unchecked.
package struct CharsMapCheck {
  /// The units of the trie.
  let units: [UInt32]
  /// Each ended by a zero byte.
  let replacements: ArraySlice<UInt8>

  /// libsentencepiece has room for this many rules that one text begins with, and reads beyond it.
  private static let deepestNesting = 32

  /// Nil where sizes do not fit.
  init?(_ bytes: [UInt8]) {
    guard bytes.count > 4 else { return nil }
    let size = bytes[..<4].reversed().reduce(0) { $0 << 8 | Int($1) }
    guard size % 4 == 0, size >= 1024, size < bytes.count - 4 else { return nil }
    units = (0..<size / 4).map { i in
      let at = 4 + 4 * i
      return UInt32(bytes[at]) | UInt32(bytes[at + 1]) << 8 | UInt32(bytes[at + 2]) << 16
        | UInt32(bytes[at + 3]) << 24
    }
    replacements = bytes[(4 + size)...]
  }

  /// The problem of a table; nil if there is none.
  package static func damage(_ bytes: [UInt8]) -> String? {
    guard let check = CharsMapCheck(bytes) else { return "\(bytes.count) bytes of other sizes" }
    return check.damage()
  }

  /// A node's state: with a byte, it gives the child's index.
  private func state(_ i: Int) -> Int {
    i ^ Int((units[i] >> 10) << ((units[i] & 1 << 9) >> 6))
  }

  private func isLeaf(_ i: Int) -> Bool { units[i] >> 31 == 1 }

  /// Whether a rule ends at a node.
  private func isKey(_ i: Int) -> Bool { units[i] >> 8 & 1 == 1 }

  private func damage() -> String? {
    // All units are checked, even those that nothing leads to: tables as built pass.
    for i in units.indices where !isLeaf(i) {
      if state(i) | 0xFF >= units.count { return "unit \(i) leads out of \(units.count)" }
      if isKey(i) {
        let value = Int(units[state(i)] & 0x7FFF_FFFF)
        if value >= replacements.count {
          return "a replacement at \(value) of \(replacements.count)"
        }
      }
    }
    guard let nesting = nesting() else { return "a trie that comes back to itself" }
    return nesting > Self.deepestNesting ? "\(nesting) rules that begin one another" : nil
  }

  /// The most rules on one path from the root; nil where a path has no end.
  private func nesting() -> Int? {
    // By state: the nodes that it leads to. A node's byte says which state that is.
    var first = [Int32](repeating: -1, count: units.count)
    var next = first
    for i in units.indices.dropFirst() where !isLeaf(i) {
      let parent = i ^ Int(units[i] & 0xFF)
      next[i] = first[parent]
      first[parent] = Int32(i)
    }
    // −1: not seen, −2: on the current path.
    var most = [Int32](repeating: -1, count: units.count)
    var way: [(node: Int, child: Int32, most: Int32)] = [(0, first[state(0)], 0)]
    while var top = way.popLast() {
      guard top.child >= 0 else {
        most[top.node] = top.most + (isKey(top.node) ? 1 : 0)
        if way.isEmpty { return Int(most[top.node]) }
        way[way.count - 1].most = max(way[way.count - 1].most, most[top.node])
        continue
      }
      let child = Int(top.child)
      switch most[child] {
      case -2: return nil
      case -1:
        // Comes back to this node for its next child.
        top.child = next[child]
        most[top.node] = -2
        way.append(top)
        way.append((child, first[state(child)], 0))
        most[child] = -2
      default:
        top.most = max(top.most, most[child])
        top.child = next[child]
        way.append(top)
      }
    }
    return nil
  }

  /// Whether replacements are UTF-8, wherever in them a rule points.
  var areReplacementsUTF8: Bool {
    isUTF8(replacements)
      && units.indices.allSatisfy { i in
        if isLeaf(i) || !isKey(i) || state(i) >= units.count { return true }
        let value = replacements.startIndex + Int(units[state(i)] & 0x7FFF_FFFF)
        return value >= replacements.endIndex || replacements[value] & 0xC0 != 0x80
      }
  }
}
