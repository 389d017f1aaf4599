/// A regular expression as instructions for the textbook matcher. Counts are written out, so their product is bounded.
struct RegexProgram: Hashable, Sendable {
  enum Instruction: Hashable, Sendable {
    case one(Int)
    /// As many of a set as possible; gives back one after the other unless possessive.
    case many(Int, minimum: Int, maximum: Int, isPossessive: Bool)
    /// The first alternative, then the second.
    case branch(Int, Int)
    case jump(Int)
    /// Matches the instructions up to `accept` by themselves, without moving on; continues at `end`.
    case look(isNegative: Bool, end: Int)
    /// The same, moving on.
    case atomic(end: Int)
    case assertion(RegexNode.Assertion)
    case accept
  }

  private(set) var instructions: [Instruction] = []
  private(set) var sets: [CharacterSet] = []
  private var setNumbers: [CharacterSet: Int] = [:]

  static let sizeLimit = 50_000

  init(_ node: RegexNode) throws(PatternProblem) {
    try add(node)
    try emit(.accept)
  }

  init(runOf set: CharacterSet, isSingle: Bool) {
    sets = [set]
    instructions = [
      isSingle ? .one(0) : .many(0, minimum: 1, maximum: .max, isPossessive: true), .accept,
    ]
  }

  private mutating func emit(_ instruction: Instruction) throws(PatternProblem) {
    guard instructions.count < Self.sizeLimit else {
      throw PatternProblem(
        problem: "the regex is too large",
        got: "more than \(Self.sizeLimit) steps with its counts written out",
        expected: "smaller counts")
    }
    instructions.append(instruction)
  }

  private mutating func number(of set: CharacterSet) -> Int {
    if let known = setNumbers[set] { return known }
    sets.append(set)
    setNumbers[set] = sets.count - 1
    return sets.count - 1
  }

  /// Recurses as deep as the parser lets groups nest.
  private mutating func add(_ node: RegexNode) throws(PatternProblem) {
    switch node {
    case .set(let set): try emit(.one(number(of: set)))
    case .sequence(let parts): for part in parts { try add(part) }
    case .alternatives(let parts):
      var jumps: [Int] = []
      for (index, part) in parts.enumerated() {
        let isLast = index == parts.count - 1
        let branch = instructions.count
        if !isLast { try emit(.branch(branch + 1, 0)) }
        try add(part)
        if !isLast {
          jumps.append(instructions.count)
          try emit(.jump(0))
          instructions[branch] = .branch(branch + 1, instructions.count)
        }
      }
      for jump in jumps { instructions[jump] = .jump(instructions.count) }
    case .repeated(let part, let count): try add(part, count)
    case .lookahead(let part, let isNegative):
      try enclosed(part) { .look(isNegative: isNegative, end: $0) }
    case .atomic(.repeated(.set(let set), let count)) where !count.isLazy:
      try emit(
        .many(
          number(of: set), minimum: count.minimum, maximum: count.maximum ?? .max,
          isPossessive: true))
    case .atomic(let part): try enclosed(part) { .atomic(end: $0) }
    case .assertion(let assertion): try emit(.assertion(assertion))
    }
  }

  private mutating func enclosed(_ part: RegexNode, _ opening: (Int) -> Instruction)
    throws(PatternProblem)
  {
    let start = instructions.count
    try emit(.accept)
    try add(part)
    try emit(.accept)
    instructions[start] = opening(instructions.count)
  }

  private mutating func add(_ part: RegexNode, _ count: RegexNode.Repetition)
    throws(PatternProblem)
  {
    if case .set(let set) = part, !count.isLazy {
      let maximum = count.maximum ?? .max
      try emit(
        .many(number(of: set), minimum: count.minimum, maximum: maximum, isPossessive: false))
      return
    }
    for _ in 0..<count.minimum { try add(part) }
    func branch(_ inside: Int, _ outside: Int) -> Instruction {
      count.isLazy ? .branch(outside, inside) : .branch(inside, outside)
    }
    guard let maximum = count.maximum else {
      let start = instructions.count
      try emit(.accept)
      try add(part)
      try emit(.jump(start))
      instructions[start] = branch(start + 1, instructions.count)
      return
    }
    var branches: [Int] = []
    for _ in count.minimum..<maximum {
      branches.append(instructions.count)
      try emit(.accept)
      try add(part)
    }
    for start in branches { instructions[start] = branch(start + 1, instructions.count) }
  }
}
