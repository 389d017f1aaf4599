/// Normalizers' replacement rules as SentencePiece's models and `tokenizer.json` have them: a double-array trie.
import TestSupport

/// A table in which each node's children have 256 units of their own.
struct ReplacementTable {
  private var children: [[UInt8: Int]] = [[:]]
  private var values: [Int: Int] = [:]
  private(set) var units: [UInt32] = []
  private var replacements: [UInt8] = []

  init(_ rules: [(key: String, replacement: String)], cutting: Bool = false) {
    for rule in rules {
      var node = 0
      for byte in rule.key.utf8 {
        if let next = children[node][byte] {
          node = next
        } else {
          children.append([:])
          children[node][byte] = children.count - 1
          node = children.count - 1
        }
      }
      values[node] = replacements.count + (cutting ? 1 : 0)
      replacements += Array(rule.replacement.utf8) + [0]
    }
    layOut()
  }

  /// Node k's children, and its rule at byte 0, are in block k + 1; the root's own unit in block 0.
  private mutating func layOut() {
    units = [UInt32](repeating: 1 << 31, count: 256 * (children.count + 1))
    func unit(_ node: Int, at index: Int, label: UInt8) -> UInt32 {
      let offset = UInt32(index ^ 256 * (node + 1))
      return offset << 10 | (values[node] == nil ? 0 : 1 << 8) | UInt32(label)
    }
    units[0] = unit(0, at: 0, label: 0)
    for node in children.indices {
      let block = 256 * (node + 1)
      for (byte, child) in children[node] {
        units[block ^ Int(byte)] = unit(child, at: block ^ Int(byte), label: byte)
      }
      if let value = values[node] { units[block] = 1 << 31 | UInt32(value) }
    }
  }

  mutating func replaceUnit(_ i: Int, by unit: UInt32) { units[i] = unit }

  var bytes: [UInt8] {
    littleEndian([UInt32(4 * units.count)]) + littleEndian(units) + replacements
  }
}

private func littleEndian<T: FixedWidthInteger>(_ values: [T]) -> [UInt8] {
  values.flatMap { value in withUnsafeBytes(of: value.littleEndian) { Array($0) } }
}
