/// Joins blocks to streams, and streams to a file: what may appear where, checksums of whole
/// streams, and where to continue when something is damaged.

struct Bzip2Streams {
  private enum Place {
    /// A stream's header begins with this byte, or the file ends.
    case header(byte: Int)
    /// A block or the end of the stream begins with this bit.
    case block(bit: Int)
    /// The rest of the file was skipped.
    case end
    /// Nothing more can be read.
    case nowhere
  }

  /// Bytes of a stream's header: `BZh`, and the size of its blocks as a digit.
  private static let headerCount = 4

  let path: String
  private var place = Place.header(byte: 0)
  /// The stream's first byte in the file.
  private var streamStart = 0
  /// Bytes that a block of this stream may have.
  private var blockCapacity = Bzip2Block.capacity
  /// The combined checksum of the blocks; nil where one was lost.
  private var checksum: UInt32?

  init(path: String) { self.path = path }

  /// Whether something can be read after the last problem.
  var goesOn: Bool { if case .nowhere = place { false } else { true } }

  /// The next block, which is the first piece ahead and decoded; nil at the end of the file.
  mutating func nextBlock(_ ahead: Bzip2Lookahead) throws(Problem) -> Bzip2Piece? {
    while true {
      switch place {
      case .end, .nowhere: return nil
      case .header(let byte):
        if try !beginStream(byte, ahead) { return nil }
      case .block(let bit):
        guard let piece = try ahead.first() else { throw cut(at: bit, ahead) }
        if piece.start < bit {
          // Decoded already, or a magic by chance within a block.
          if piece.end < bit || piece.end == bit && !piece.isLast {
            ahead.drop()
          } else {
            throw try unexpected(bit, piece, ahead)
          }
        } else if piece.kind == .end {
          try endStream(piece, ahead)
        } else {
          try take(piece, ahead)
          return piece
        }
      }
    }
  }

  /// The block of a piece, which begins where it must.
  private mutating func take(_ piece: Bzip2Piece, _ ahead: Bzip2Lookahead) throws(Problem) {
    switch ahead.decodedFirst() {
    case .success(let block):
      guard block.count <= blockCapacity else {
        throw try damaged(
          piece.start, "a block larger than its stream's header says", ahead)
      }
      place = .block(bit: block.end)
      if let sum = checksum { checksum = (sum << 1 | sum >> 31) ^ block.checksum }
    case .failure(.damaged(let reason)):
      throw try damaged(piece.start, reason, ahead)
    case .failure(.cut):
      if piece.reachesEnd { throw cut(at: piece.start, ahead) }
      throw try damaged(piece.start, "a block without an end", ahead)
    }
  }

  /// Reads a stream's header at a byte of the first piece.
  ///
  /// - Returns: false at the end of the file.
  private mutating func beginStream(
    _ byte: Int, _ ahead: Bzip2Lookahead
  ) throws(Problem) -> Bool {
    guard let piece = try ahead.first() else { return false }
    var bits = piece.bits(from: byte * 8)
    let left = bits.count - bits.position / 8
    if left == 0, piece.reachesEnd {
      if let problem = ahead.problem { throw problem }
      return false
    }
    var head: [UInt8] = []
    while head.count < 8, let next = try? bits.take(8) { head.append(UInt8(next)) }
    if let size = Self.blockSize(head) {
      streamStart = byte
      blockCapacity = size
      checksum = 0
      place = .block(bit: (byte + Self.headerCount) * 8)
      return true
    }
    if head.count < Self.headerCount, piece.reachesEnd,
      CompressionFormat.bzip2.magic.starts(with: head.prefix(3))
    {
      streamStart = byte
      throw cut(at: byte * 8, ahead)
    }
    if byte == 0 { throw try damaged(0, "an invalid header", ahead) }
    throw try lost(from: byte * 8, ahead) { [path] lost in
      Problem(
        .badInput, "something else follows the bzip2 data; \(lost)", path: path,
        place: "byte \(byte)", got: shownBeginning(head),
        expected: "another bzip2 stream or the end of the file")
    }
  }

  private static func blockSize(_ head: [UInt8]) -> Int? {
    guard head.starts(with: CompressionFormat.bzip2.magic), head.count >= headerCount else {
      return nil
    }
    let size = Int(head[3]) - 0x30
    return (1...9).contains(size) ? size * 100_000 : nil
  }

  /// Compares the stream's checksum, at a magic of its end that is where one may.
  private mutating func endStream(
    _ piece: Bzip2Piece, _ ahead: Bzip2Lookahead
  ) throws(Problem) {
    // As far as the header of the next: a magic by chance may have cut the piece.
    let wanted = (piece.start & 7 + 48 + 32 + 7) >> 3 + Self.headerCount
    if piece.count < wanted { _ = ahead.extendFirst(to: wanted) }
    guard let end = Self.end(piece) else { throw cut(at: piece.start, ahead) }
    place = .header(byte: end.byte)
    if let checksum, checksum != end.checksum {
      throw Problem(
        .badInput,
        "damaged bzip2 data in the stream that begins at byte \(streamStart): "
          + "its checksum does not match, though those of its blocks do; nothing is left out",
        path: path, place: "byte \(piece.start >> 3)", fix: "get the file again")
    }
  }

  /// The checksum at a stream's end, and the byte after it; nil where the piece has less.
  private static func end(_ piece: Bzip2Piece) -> (checksum: UInt32, byte: Int)? {
    var bits = piece.bits(from: piece.start + 48)
    guard let checksum = try? bits.take(32) else { return nil }
    return (UInt32(checksum), (piece.start + 48 + 32 + 7) >> 3)
  }

  /// Neither a block nor an end where one must begin: the file is damaged there, or ends within the magic.
  private mutating func unexpected(
    _ bit: Int, _ piece: Bzip2Piece, _ ahead: Bzip2Lookahead
  ) throws(Problem) -> Problem {
    let left = piece.end - bit
    if piece.reachesEnd, left < 48 {
      var bits = piece.bits(from: bit)
      let found = (try? bits.take(left)) ?? 0
      if [Bzip2Block.magic, Bzip2Block.endMagic].contains(where: { $0 >> (48 - left) == found }) {
        return cut(at: bit, ahead)
      }
    }
    return try damaged(bit, "neither a block nor the end of the stream", ahead)
  }

  private mutating func cut(at bit: Int, _ ahead: Bzip2Lookahead) -> Problem {
    place = .nowhere
    if let problem = ahead.problem { return problem }
    return Problem(
      .badInput,
      "the bzip2 data is cut off: the stream that begins at byte \(streamStart) has no end",
      path: path, place: "byte \(ahead.end)", fix: "get the file again")
  }

  private mutating func damaged(
    _ bit: Int, _ reason: String, _ ahead: Bzip2Lookahead
  ) throws(Problem) -> Problem {
    let start = streamStart
    return try lost(from: bit, ahead) { [path] lost in
      Problem(
        .badInput,
        "damaged bzip2 data in the stream that begins at byte \(start): \(reason); \(lost)",
        path: path, place: "byte \(bit >> 3)", fix: "get the file again")
    }
  }
}

extension Bzip2Streams {
  /// Skips what is damaged: to the next block whose checksum matches, or the next end of a stream that
  /// has the end of the file or another stream after it.
  ///
  /// - Parameter problem: makes the problem from what it is to say of the loss.
  ///
  /// A block that has a magic by chance within it is lost as well, where its beginning is not known.
  private mutating func lost(
    from bit: Int, _ ahead: Bzip2Lookahead, _ problem: (String) -> Problem
  ) throws(Problem) -> Problem {
    func told(_ start: Int, _ end: Int) -> Problem {
      var problem = problem("bytes \(start) to \(end) are lost")
      problem.lostBytes = end - start
      return problem
    }
    place = .nowhere
    checksum = nil
    blockCapacity = Bzip2Block.capacity
    while let piece = try ahead.first() {
      if piece.start > bit, isSound(piece, ahead) {
        place = .block(bit: piece.start)
        return told(bit >> 3, (piece.start + 7) >> 3)
      }
      ahead.drop()
    }
    place = .end
    return told(bit >> 3, ahead.end)
  }

  private func isSound(_ piece: Bzip2Piece, _ ahead: Bzip2Lookahead) -> Bool {
    switch piece.kind {
    case .head: return false
    case .block:
      if case .success = ahead.decoded(piece) { return true }
      return false
    case .end:
      guard let end = Self.end(piece) else { return false }
      var bits = piece.bits(from: end.byte * 8)
      if bits.position == bits.count * 8 { return piece.reachesEnd }
      var head: [UInt8] = []
      while head.count < Self.headerCount, let next = try? bits.take(8) { head.append(UInt8(next)) }
      return Self.blockSize(head) != nil && piece.end == (end.byte + Self.headerCount) * 8
    }
  }
}
