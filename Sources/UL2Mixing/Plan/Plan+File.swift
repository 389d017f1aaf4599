/// A plan as the file `plan.bin` (`docs/formats.md`): numbers of 64 bits, little-endian, between a magic and a hash.
///
/// ```
///   "UL2PLAN\0" · version 1 or 2 · sources S · objectives O · blocks B · phases G
///   B + 1 × { first row, S × { epoch, position, tokens drawn, exhausted } }     the last: where the plan ends
///   version 1:  0                                                                one phase
///   version 2:  (B + 1) × S × tokens drawn before the phase · G × S × tokens drawn in it
///   rows, short chunks, ended by (2⁶⁴ − 1: a number of tokens)
///   S × { documents, chunks, tokens, positions, with loss, empty, too short, too long, longest document }
///   O × { chunks, tokens, positions, with loss }
///   xxh3_64 of all before
/// ```
///
/// Records are of one size, so any block's can be found without reading the others'. Version 2 is written where
/// weights change (`schedule`), and only there.
extension Plan {
  private static let magic = Array("UL2PLAN\0".utf8)

  /// The whole file.
  package var fileBytes: [UInt8] {
    var bytes = Self.magic
    func append(_ values: Int...) {
      for value in values { appendLittleEndian(Int64(value), to: &bytes) }
    }
    let phases = totals.phases
    append(
      phases.isEmpty ? 1 : 2, end.states.count, totals.objectives.count, blocks.count,
      max(1, phases.count))
    for start in blocks + [end] {
      append(start.firstRow)
      for state in start.states {
        append(state.epoch, state.position, state.drawn, state.exhausted ? 1 : 0)
      }
    }
    if phases.isEmpty {
      append(0)
    } else {
      for state in (blocks + [end]).lazy.flatMap(\.states) { append(state.drawnBefore) }
      for drawn in phases.joined() { append(drawn) }
    }
    append(totals.rows, totals.shortChunks, endedBy ?? -1)
    for (i, part) in totals.sources.enumerated() {
      append(part.documents, part.chunks, part.tokens, part.positions, part.lossTokens)
      append(
        totals.emptyDocuments[i], totals.tooShortDocuments[i], totals.tooLongDocuments[i],
        totals.longestDocuments[i])
    }
    for part in totals.objectives {
      append(part.chunks, part.tokens, part.positions, part.lossTokens)
    }
    appendLittleEndian(xxh3(bytes), to: &bytes)
    return bytes
  }

  /// Reads a file that is not to be believed.
  ///
  /// - Parameters:
  ///   - sources: how many the plan must have, and objectives.
  ///   - path: what errors call it.
  package init(
    fileBytes bytes: [UInt8], sources: Int, objectives: Int, path: String
  ) throws(Problem) {
    func failure(_ problem: String, _ got: String, _ expected: String) -> Problem {
      Problem(.badInput, problem, path: path, got: got, expected: expected)
    }
    guard bytes.count >= 64, bytes.starts(with: Self.magic) else {
      throw failure("not a plan", "\(bytes.count) bytes", "a file that begins with UL2PLAN")
    }
    var numbers = Numbers(bytes, at: Self.magic.count)
    let version = numbers.next()
    guard 1...2 ~= version else {
      throw failure("a plan of another version", "\(version)", "1 or 2")
    }
    let counts = (sources: numbers.next(), objectives: numbers.next())
    let (blockCount, phases) = (numbers.next(), numbers.next())
    guard counts == (sources, objectives) else {
      throw failure(
        "not the plan of its manifest",
        "\(counts.sources) sources, \(counts.objectives) objectives",
        "\(sources) and \(objectives)")
    }
    let record = 1 + 4 * sources
    let table = version == 1 ? 1 : (blockCount &+ 1 &+ phases) &* sources
    guard (1...1 << 40).contains(blockCount),
      version == 1 ? phases == 1 : (2...1 << 16).contains(phases),
      bytes.count / 8 == 7 + (blockCount + 1) * record + table + 3 + 9 * sources + 4 * objectives,
      bytes.count % 8 == 0
    else {
      throw failure(
        "the plan is cut short, or too long", "\(bytes.count) bytes", "its counts' size")
    }
    let found = xxh3(Array(bytes.dropLast(8)))
    guard found == littleEndian(bytes, at: bytes.count - 8) else {
      throw failure(
        "the plan has been changed", "xxh3_64 \(hexadecimal(found))",
        hexadecimal(littleEndian(bytes, at: bytes.count - 8)))
    }
    var rest = numbers
    for _ in 0..<(bytes.count - 48) / 8 - 1 {
      let number = rest.next()
      // Sums of them, too, are then numbers.
      guard (-1...1 << 56).contains(number) else {
        throw failure("a number that no plan has", "\(number)", "0 to 2⁵⁶")
      }
    }
    var starts: [Planner.BlockStart] = []
    starts.reserveCapacity(blockCount + 1)
    for index in 0...blockCount {
      let firstRow = numbers.next()
      let states = (0..<sources).map { _ in
        SourceState(
          epoch: numbers.next(), position: numbers.next(), drawn: numbers.next(),
          exhausted: numbers.next() != 0)
      }
      starts.append(Planner.BlockStart(index: index, states: states, firstRow: firstRow))
    }
    var totals = PlanTotals(objectives: objectives, sources: sources, phases: phases)
    if version == 1 {
      _ = numbers.next()
    } else {
      for block in starts.indices {
        for i in 0..<sources { starts[block].states[i].drawnBefore = numbers.next() }
      }
      for phase in 0..<phases {
        for i in 0..<sources { totals.phases[phase][i] = numbers.next() }
      }
    }
    totals.rows = numbers.next()
    totals.shortChunks = numbers.next()
    let endedBy = numbers.next()
    for i in 0..<sources {
      totals.sources[i].documents = numbers.next()
      totals.sources[i].read(&numbers)
      totals.emptyDocuments[i] = numbers.next()
      totals.tooShortDocuments[i] = numbers.next()
      totals.tooLongDocuments[i] = numbers.next()
      totals.longestDocuments[i] = numbers.next()
    }
    for i in 0..<objectives { totals.objectives[i].read(&numbers) }
    let end = starts.removeLast()
    self.init(
      blocks: starts, end: end, totals: totals,
      endedBy: (0..<sources).contains(endedBy) ? endedBy : nil)
    try check { problem in failure(problem, "block starts that do not increase", "those of a plan")
    }
  }

  /// Checks what users of a plan rely on.
  private func check(_ failure: (String) -> Problem) throws(Problem) {
    var last = blocks[0]
    guard last.firstRow == 0, totals.rows == end.firstRow else { throw failure("rows") }
    for start in blocks.dropFirst() + [end] {
      guard start.firstRow > last.firstRow else { throw failure("rows of block \(last.index)") }
      for (state, before) in zip(start.states, last.states)
      where state.drawn < before.drawn || state.epoch < before.epoch || state.position < 0
        || state.epoch > Int(UInt16.max) || state.drawnBefore < before.drawnBefore
        || state.drawnBefore > state.drawn
      {
        throw failure("documents of block \(last.index)")
      }
      last = start
    }
    guard !totals.phases.isEmpty else { return }
    for (i, part) in totals.sources.enumerated()
    where totals.phases.reduce(0, { $0 &+ $1[i] }) != part.tokens {
      throw failure("tokens of source \(i) by phase")
    }
  }
}

extension PlanTotals.Count {
  fileprivate mutating func read(_ numbers: inout Numbers) {
    chunks = numbers.next()
    tokens = numbers.next()
    positions = numbers.next()
    lossTokens = numbers.next()
  }
}

/// Numbers one after another, of a buffer whose size has been checked.
private struct Numbers {
  private let bytes: [UInt8]
  private var offset: Int

  init(_ bytes: [UInt8], at offset: Int) {
    self.bytes = bytes
    self.offset = offset
  }

  mutating func next() -> Int {
    defer { offset += 8 }
    return Int(truncatingIfNeeded: littleEndian(bytes, at: offset))
  }
}
