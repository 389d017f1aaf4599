/// Backtracking over a program, with a stack of its own instead of recursion: a run of a million characters is one
/// entry. Only look-aheads and atomic groups call it again, as deep as they are nested in the pattern.
struct TextbookMatcher {
  let pattern: Pattern
  private var stack: [Frame] = []

  /// An alternative not yet tried.
  private struct Frame {
    var instruction: Int
    var position: Int
    /// Where giving back ends: the characters from it to `position` are still taken. Equals `position` for a branch.
    var least: Int
  }

  init(pattern: Pattern) { self.pattern = pattern }

  /// The end of the match that begins at `start`.
  mutating func match(_ text: Span<UInt8>, from start: Int, _ steps: inout StepCounter)
    throws(PatternProblem) -> Int?
  {
    stack.removeAll(keepingCapacity: true)
    return try run(0, start, text, &steps)
  }

  private mutating func run(
    _ first: Int, _ start: Int, _ text: Span<UInt8>, _ steps: inout StepCounter
  ) throws(PatternProblem) -> Int? {
    let base = stack.count
    defer { stack.removeSubrange(base...) }
    var instruction = first
    var position = start
    while true {
      try steps.spend()
      var succeeds = true
      switch pattern.program.instructions[instruction] {
      case .accept: return position
      case .one(let set):
        let length = length(of: set, text, position)
        succeeds = length > 0
        position += length
        instruction += 1
      case .many(let set, let minimum, let maximum, let isPossessive):
        var count = 0
        var least = position
        while count < maximum {
          let length = length(of: set, text, position)
          if length == 0 { break }
          position += length
          count += 1
          if count == minimum { least = position }
        }
        try steps.spend(count)
        succeeds = count >= minimum
        instruction += 1
        if succeeds, !isPossessive, position > least {
          stack.append(Frame(instruction: instruction, position: position, least: least))
        }
      case .branch(let preferred, let other):
        stack.append(Frame(instruction: other, position: position, least: position))
        instruction = preferred
      case .jump(let target): instruction = target
      case .look(let isNegative, let end):
        let found = try run(instruction + 1, position, text, &steps) != nil
        succeeds = found != isNegative
        instruction = end
      case .atomic(let end):
        let found = try run(instruction + 1, position, text, &steps)
        succeeds = found != nil
        position = found ?? position
        instruction = end
      case .assertion(let assertion):
        succeeds = holds(assertion, text, position)
        instruction += 1
      }
      if succeeds { continue }
      guard stack.count > base else { return nil }
      let top = stack.count - 1
      instruction = stack[top].instruction
      if stack[top].position == stack[top].least {
        // A branch.
        position = stack[top].position
        stack.removeLast()
        continue
      }
      position = before(text, stack[top].position)
      stack[top].position = position
      if position <= stack[top].least { stack.removeLast() }
    }
  }

  /// The length of the character at `position`, if the set has it; else 0.
  @inline(__always)
  private func length(of set: Int, _ text: Span<UInt8>, _ position: Int) -> Int {
    guard position < text.count else { return 0 }
    let scalar = UTF8Scalar(text, position)
    let isMember =
      scalar.value < 128
      ? pattern.asciiSets[set].contains(scalar.value)
      : pattern.program.sets[set].contains(scalar.value)
    return isMember ? scalar.length : 0
  }

  /// Where the character before `position` begins.
  private func before(_ text: Span<UInt8>, _ position: Int) -> Int {
    for length in 2...4 where length <= position {
      if UTF8Scalar(text, position - length).length == length { return position - length }
    }
    return position - 1
  }

  private func holds(_ assertion: RegexNode.Assertion, _ text: Span<UInt8>, _ position: Int) -> Bool
  {
    switch assertion {
    case .textStart: position == 0
    case .textEnd: position == text.count
    case .lineStart: position == 0 || (position < text.count && text[position - 1] == 10)
    case .lineEnd: position == text.count || text[position] == 10
    }
  }
}
