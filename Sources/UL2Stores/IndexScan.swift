/// Reads a Megatron index from front to end: that its numbers can be relied on. Passes that the compiler vectorizes say
/// whether all is as usual; only where it is not, each number is looked at by itself.
struct IndexScan {
  private let index: MappedFile
  private let path: String
  private let sequences: Int
  private let documents: Int
  /// Where the lengths begin, and the documents' boundaries.
  private let lengths = IndexedDataset.headerSize
  private let boundariesStart: Int

  /// Numbers between giving back the pages that were read: few enough for sums to be exact.
  private static let step = 1 << 21

  /// - Parameter index: of a size that holds so many.
  init(_ index: MappedFile, path: String, sequences: Int, documents: Int) {
    self.index = index
    self.path = path
    self.sequences = sequences
    self.documents = documents
    boundariesStart = lengths + 12 * sequences
  }

  private func malformed(_ what: String, _ got: String, _ expected: String) -> Problem {
    Problem(.badInput, what, path: path, got: got, expected: expected)
  }

  /// The sum of all lengths, which no file's size reaches where it is 2⁵⁹ or more.
  func elements() throws(Problem) -> Int {
    var elements = 0
    var first = 0
    while first < sequences, elements < 1 << 59 {
      let end = min(first + Self.step, sequences)
      let (sum, signs) = lengths(first..<end)
      if signs < 0 { try failLength(first..<end) }
      elements += sum
      index.releasePages()
      first = end
    }
    return elements
  }

  private func lengths(_ range: Range<Int>) -> (sum: Int, signs: Int32) {
    guard let base = unsafe index.bytes.baseAddress else { return (0, 0) }
    var sum = 0
    var signs: Int32 = 0
    for i in range {
      let length = unsafe Int32(
        littleEndian: base.loadUnaligned(fromByteOffset: lengths &+ 4 &* i, as: Int32.self))
      sum &+= Int(length)
      signs |= length
    }
    return (sum, signs)
  }

  private func failLength(_ range: Range<Int>) throws(Problem) {
    for i in range {
      let length = index.load(Int32.self, at: lengths + 4 * i)
      if length < 0 { throw malformed("bad length of sequence \(i)", "\(length)", "at least 0") }
    }
  }

  /// Whether each document is the sequence of its number.
  func isOneToOne() -> Bool {
    guard documents == sequences, let base = unsafe index.bytes.baseAddress else { return false }
    var first = 0
    while first <= documents {
      let end = min(first + Self.step, documents + 1)
      var differences: Int64 = 0
      for i in first..<end {
        let boundary = unsafe Int64(
          littleEndian: base.loadUnaligned(
            fromByteOffset: boundariesStart &+ 8 &* i, as: Int64.self))
        differences |= boundary ^ Int64(truncatingIfNeeded: i)
      }
      if differences != 0 { return false }
      index.releasePages()
      first = end
    }
    return true
  }

  /// The first document's first sequence, and that after the last document's last.
  func boundaries() throws(Problem) -> (first: Int, last: Int) {
    var first = 0
    var previous: Int64 = 0
    for i in 0...documents {
      if i % Self.step == Self.step - 1 { index.releasePages() }
      let boundary = index.load(Int64.self, at: boundariesStart + 8 * i)
      guard boundary >= previous, boundary <= Int64(sequences) else {
        throw malformed("bad document boundary \(i)", "\(boundary)", "\(previous) or more")
      }
      if i == 0 { first = Int(boundary) }
      previous = boundary
    }
    return (first, Int(previous))
  }
}
