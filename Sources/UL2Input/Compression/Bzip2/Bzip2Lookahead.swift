/// The pieces ahead of the reader: cut, handed to the workers, and kept in file order.
///
/// At most two blocks per thread are under way, which bounds the memory; with one thread there are
/// no workers, and a block is decoded when it is asked for.

final class Bzip2Lookahead {
  private var pieces: Bzip2Pieces
  private var queue: [Bzip2Piece] = []
  private var spare: [Bzip2Piece] = []
  private let workers: Bzip2Workers?
  private let limit: Int
  /// False magics within one block that are tolerated; chance makes none in a lifetime.
  private static let maximumAppended = 1000
  /// The reading thread's own, made when there is something to decode.
  private var decoder: Bzip2BlockDecoder?
  /// The problem that ended the input, to be thrown after the pieces read before it.
  private(set) var problem: Problem?
  /// The byte up to which the file was cut into pieces: its end, once they have been read.
  private(set) var end = 0

  init(_ input: consuming ByteReader, threads: Int) {
    pieces = Bzip2Pieces(input)
    workers = threads > 1 ? Bzip2Workers(count: threads) : nil
    limit = workers == nil ? 1 : 2 * threads
  }

  var path: String { pieces.path }

  /// The first piece not dropped yet; nil at the end of the file.
  func first() throws(Problem) -> Bzip2Piece? {
    while queue.count < limit, readPiece() {}
    if let first = queue.first { return first }
    if let problem { throw problem }
    return nil
  }

  /// Forgets the first piece.
  func drop() {
    let piece = queue.removeFirst()
    if piece.kind == .block, let workers { workers.withdraw(piece) }
    spare.append(piece)
  }

  private func readPiece() -> Bool {
    if pieces.isAtEnd { return false }
    let piece = spare.popLast() ?? Bzip2Piece()
    do throws(Problem) {
      try pieces.read(into: piece)
    } catch {
      problem = error
    }
    end = piece.end >> 3
    queue.append(piece)
    if piece.kind == .block { workers?.submit(piece) }
    return true
  }

  /// The decoded block of a piece.
  func decoded(_ piece: Bzip2Piece) -> Result<Bzip2Block, Bzip2Failure> {
    if let workers { return workers.finish(piece) }
    if let outcome = piece.outcome { return outcome }
    if decoder == nil { decoder = Bzip2BlockDecoder() }
    let outcome = piece.decode(with: decoder!)
    piece.outcome = outcome
    return outcome
  }

  /// The same of the first piece, where its block is known to begin: what looks like the next piece may
  /// still be this block's.
  ///
  /// Each further attempt has at least twice the bytes, so that all of them together cost little more than
  /// the last.
  func decodedFirst() -> Result<Bzip2Block, Bzip2Failure> {
    let piece = queue[0]
    while true {
      let outcome = decoded(piece)
      guard case .failure(.cut) = outcome, extendFirst(to: 2 * piece.count) else { return outcome }
      piece.outcome = nil
      workers?.submit(piece)
    }
  }

  /// Appends what follows to the first piece until it has so many bytes; false where nothing could be.
  func extendFirst(to count: Int) -> Bool {
    let piece = queue[0]
    let before = piece.count
    while piece.count < count, !piece.isTooLong, piece.appended < Self.maximumAppended {
      if queue.count == 1 + piece.appended, !readPiece() { break }
      piece.append(queue[1 + piece.appended])
    }
    return piece.count > before
  }
}
