import UL2Patterns

/// A tokenizer's steps, by a name.
struct Family {
  var name: String
  var patterns: [Pattern]
  var steps: [PieceStep]

  init(_ name: String, _ sources: [String], _ dialect: RegexDialect = .oniguruma) throws {
    self.name = name
    patterns = []
    for source in sources { patterns.append(try Pattern(source, dialect: dialect)) }
    steps = patterns.map { PieceStep($0, dropsGaps: dialect == .fancyRegex) }
  }

  static func all() throws -> [Family] {
    var starcoder = try Family("starcoder", [KnownPattern.gpt2])
    starcoder.steps.insert(.digits(individual: true), at: 0)
    return [
      try Family("gpt2", [KnownPattern.gpt2]), try Family("r50k", [KnownPattern.r50k], .fancyRegex),
      try Family("llama3", [KnownPattern.llama3]), try Family("qwen2", [KnownPattern.qwen2]),
      try Family("cl100k", [KnownPattern.cl100k], .fancyRegex),
      try Family("qwen35", [KnownPattern.qwen35]), try Family("o200k", [KnownPattern.o200k]),
      try Family("tekken", [KnownPattern.tekken], .fancyRegex),
      try Family("kimi", [KnownPattern.kimi], .fancyRegex),
      try Family("deepseek3", KnownPattern.deepSeek3), starcoder,
    ]
  }

  /// The pieces by the textbook matcher, step after step.
  func textbook(_ text: [UInt8]) throws -> [Int] {
    var pieces = [0..<text.count]
    for step in steps {
      var finer: [Range<Int>] = []
      for piece in pieces {
        let part = Array(text[piece])
        var at = 0
        for match in try step.pattern.matches(in: part.span) {
          if match.lowerBound > at {
            finer.append(piece.lowerBound + at..<piece.lowerBound + match.lowerBound)
          }
          finer.append(piece.lowerBound + match.lowerBound..<piece.lowerBound + match.upperBound)
          at = match.upperBound
        }
        if at < part.count { finer.append(piece.lowerBound + at..<piece.upperBound) }
      }
      pieces = finer
    }
    return pieces.map(\.upperBound)
  }

  func scanned(_ text: [UInt8], _ scanner: PieceScanner, room: Int = 512) throws -> [Int] {
    let padded = text + [UInt8](repeating: 0, count: 64)
    var found: [Int] = []
    var cursor = PieceScanner.Cursor()
    let ends = UnsafeMutableBufferPointer<Int>.allocate(capacity: room)
    defer { ends.deallocate() }
    try padded.withUnsafeBufferPointer { bytes in
      while true {
        let count = try scanner.scan(bytes.baseAddress!, count: text.count, &cursor, into: ends)
        if count == 0 { break }
        found.append(contentsOf: ends[..<count])
      }
    }
    return found
  }
}
