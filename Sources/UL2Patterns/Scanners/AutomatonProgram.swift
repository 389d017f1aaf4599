/// A regular expression over classes of code points, as threads that an automaton runs side by side, in the order in
/// which the textbook matcher tries them.
struct AutomatonProgram {
  enum Instruction {
    /// A character of one of these classes.
    case one(UInt64)
    case branch(Int, Int)
    case jump(Int)
    /// Continues only where the next character is of these classes; the text's end is one.
    case next(UInt64)
    case accept
  }

  private(set) var instructions: [Instruction] = []
  let partition: Partition
  var endMask: UInt64 { 1 << UInt64(partition.classes.count) }

  static let sizeLimit = 2000

  /// - Returns: nil for what an automaton cannot do: look-ahead over more than one character, atomic groups, `^`.
  init?(_ tree: RegexNode) {
    guard !tree.canBeEmpty, let tree = RegexSimplifier.simplified(tree) else { return nil }
    var sets: [CharacterSet] = []
    Self.collect(tree, &sets)
    guard let partition = Partition(sets, limit: 62) else { return nil }
    self.partition = partition
    guard add(tree), emit(.accept) else { return nil }
  }

  private static func collect(_ node: RegexNode, _ sets: inout [CharacterSet]) {
    switch node {
    case .set(let set): if !sets.contains(set) { sets.append(set) }
    case .sequence(let parts), .alternatives(let parts): for part in parts { collect(part, &sets) }
    case .repeated(let part, _), .lookahead(let part, _), .atomic(let part): collect(part, &sets)
    case .assertion: collect(.set(CharacterSet(10)), &sets)
    }
  }

  private mutating func emit(_ instruction: Instruction) -> Bool {
    instructions.append(instruction)
    return instructions.count <= Self.sizeLimit
  }

  private mutating func add(_ node: RegexNode) -> Bool {
    switch node {
    case .set(let set): return emit(.one(partition.mask(of: set)))
    case .sequence(let parts): return parts.allSatisfy { add($0) }
    case .alternatives(let parts):
      var jumps: [Int] = []
      for part in parts.dropLast() {
        let start = instructions.count
        guard emit(.branch(start + 1, 0)), add(part) else { return false }
        jumps.append(instructions.count)
        guard emit(.jump(0)) else { return false }
        instructions[start] = .branch(start + 1, instructions.count)
      }
      guard let last = parts.last, add(last) else { return false }
      for jump in jumps { instructions[jump] = .jump(instructions.count) }
      return true
    case .repeated(let part, let count): return add(part, count)
    case .lookahead(let part, let isNegative):
      guard let mask = single(part) else { return false }
      return emit(.next(isNegative ? ~mask : mask))
    case .assertion(.textEnd): return emit(.next(endMask))
    case .assertion(.lineEnd):
      return emit(.next(endMask | partition.mask(of: CharacterSet(10))))
    case .assertion, .atomic: return false
    }
  }

  /// The classes of a part that is always one character.
  private func single(_ node: RegexNode) -> UInt64? {
    switch node {
    case .set(let set): return partition.mask(of: set)
    case .sequence(let parts): return parts.count == 1 ? single(parts[0]) : nil
    case .alternatives(let parts):
      var mask: UInt64 = 0
      for part in parts {
        guard let own = single(part) else { return nil }
        mask |= own
      }
      return mask
    default: return nil
    }
  }

  private mutating func add(_ part: RegexNode, _ count: RegexNode.Repetition) -> Bool {
    for _ in 0..<count.minimum where !add(part) { return false }
    func branch(_ inside: Int, _ outside: Int) -> Instruction {
      count.isLazy ? .branch(outside, inside) : .branch(inside, outside)
    }
    guard let maximum = count.maximum else {
      let start = instructions.count
      guard emit(.accept), add(part), emit(.jump(start)) else { return false }
      instructions[start] = branch(start + 1, instructions.count)
      return true
    }
    var starts: [Int] = []
    for _ in count.minimum..<maximum {
      starts.append(instructions.count)
      guard emit(.accept), add(part) else { return false }
    }
    for start in starts { instructions[start] = branch(start + 1, instructions.count) }
    return true
  }
}
