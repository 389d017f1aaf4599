/// A regular expression as a table of states: one step per character, whatever the pattern, and no going back but to
/// the end of the last match. It finds the textbook matcher's match, since a state is the ordered list of what that
/// would still try.
@safe final class Automaton: @unchecked Sendable {
  let classes: ClassTable
  /// Invariant: a row of `width` entries for each state, allocated here and freed in `deinit`. An entry is
  /// (next state << 1) | whether a match ends before the character. State 0 is dead, state 1 the first.
  private let table: UnsafeMutablePointer<UInt16>
  private let width: Int
  private let endClass: Int
  let stateCount: Int

  static let stateLimit = 4000

  /// - Returns: nil for a regex that an automaton cannot do, or only with more states than `stateLimit`.
  init?(_ tree: RegexNode) {
    guard let program = AutomatonProgram(tree) else { return nil }
    endClass = program.partition.classes.count
    width = endClass + 1
    guard let rows = Self.rows(program, width: width) else { return nil }
    stateCount = rows.count / width
    classes = ClassTable(Array(program.partition.classes.dropLast()))
    unsafe table = .allocate(capacity: rows.count)
    for i in rows.indices { unsafe table[i] = rows[i] }
  }

  deinit { unsafe table.deallocate() }

  private static func rows(_ program: AutomatonProgram, width: Int) -> [UInt16]? {
    var numbers: [[Int]: Int] = [[]: 0, [0]: 1]
    var states: [[Int]] = [[], [0]]
    var rows: [UInt16] = []
    var state = 0
    while state < states.count {
      for value in 0..<width {
        let (following, isMatch) = step(program, states[state], value)
        let number = numbers[following] ?? states.count
        if number == states.count {
          guard number < stateLimit else { return nil }
          numbers[following] = number
          states.append(following)
        }
        rows.append(UInt16(number << 1 | (isMatch ? 1 : 0)))
      }
      state += 1
    }
    return rows
  }

  /// The instructions left to try after a character of a class, in order; and whether a match ends before it, which
  /// cuts the order off there.
  private static func step(_ program: AutomatonProgram, _ state: [Int], _ value: Int) -> (
    [Int], Bool
  ) {
    let bit: UInt64 = 1 << UInt64(value)
    var following: [Int] = []
    var seen = [Bool](repeating: false, count: program.instructions.count)
    var waiting = Array(state.reversed())
    while let instruction = waiting.popLast() {
      if seen[instruction] { continue }
      seen[instruction] = true
      switch program.instructions[instruction] {
      case .accept: return (following, true)
      case .one(let mask):
        if mask & bit != 0, bit != program.endMask, !following.contains(instruction + 1) {
          following.append(instruction + 1)
        }
      case .branch(let first, let second):
        waiting.append(second)
        waiting.append(first)
      case .jump(let target): waiting.append(target)
      case .next(let mask): if mask & bit != 0 { waiting.append(instruction + 1) }
      }
    }
    return (following, false)
  }

  /// The end of the match that begins at `start`, or -1; and where reading ended.
  @inline(__always)
  func match(_ text: UnsafePointer<UInt8>, _ start: Int, _ end: Int) -> (end: Int, read: Int) {
    var state = 1
    var found = -1
    var at = start
    let limit = unsafe text + end
    while at < end {
      let (value, length) = unsafe classes.next(text + at, limit)
      let entry = unsafe table[state &* width &+ Int(value)]
      if entry & 1 != 0 { found = at }
      state = Int(entry >> 1)
      if state == 0 { return (found, at) }
      at &+= length
    }
    if unsafe table[state &* width &+ endClass] & 1 != 0 { found = end }
    return (found, end)
  }
}
