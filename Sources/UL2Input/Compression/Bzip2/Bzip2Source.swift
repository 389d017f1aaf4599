/// Bzip2, decoded by our own decoder: blocks of one file on several threads, damage skipped a block at a
/// time.
///
/// ```
///  file ──▶ Bzip2Pieces ──▶ piece, piece, piece …      cut at magics, at any bit: proposals
///                            │     │     │
///                            ▼     ▼     ▼
///                          Bzip2BlockDecoder           any thread: a whole block, its checksum verified
///                            │     │     │
///                            ▼     ▼     ▼
///                          Bzip2Source                 joins: a block counts where the last one ended
/// ```
/// Nothing of a block is given before all of it is decoded and verified: what is given is sound. Bytes and
/// problems depend on the file alone, never on the number of threads. The source is the caller's thread's;
/// only there is the input read.

package final class Bzip2Source: ByteSource {
  package let path: String
  private let ahead: Bzip2Lookahead
  private var streams: Bzip2Streams
  /// The block on its way out, which is the first piece ahead; nil where the next is wanted.
  private var current: Bzip2Piece?
  private var expansion = Bzip2Expansion()
  private var problem: Problem?

  /// - Parameter threads: 1 decodes on the caller's thread; more are started, and joined when the source is
  ///   released. Each takes about 7 MB.
  package init(_ input: consuming ByteReader, threads: Int) {
    path = input.path
    ahead = Bzip2Lookahead(input, threads: threads)
    streams = Bzip2Streams(path: path)
  }

  package func read(into buffer: UnsafeMutableRawBufferPointer) throws(Problem) -> Int {
    var filled = 0
    if problem == nil {
      do throws(Problem) {
        unsafe try decode(into: buffer, filled: &filled)
      } catch {
        problem = error
      }
    }
    if filled == 0, let problem { throw problem }
    return filled
  }

  private func decode(
    into buffer: UnsafeMutableRawBufferPointer, filled: inout Int
  ) throws(Problem) {
    while filled < buffer.count {
      if let piece = current {
        let room = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
        let count = unsafe expansion.write(piece.decoded, into: room)
        filled += count
        if count > 0 { continue }
        current = nil
      }
      guard let piece = try streams.nextBlock(ahead) else { return }
      current = piece
      expansion = Bzip2Expansion()
    }
  }

  /// Continues after damage, at the block that `read`'s problem named.
  ///
  /// - Returns: 0, for nothing unsound was given; nil where the file is cut.
  package func recover() throws(Problem) -> Int? {
    guard problem?.kind == .badInput, streams.goesOn, ahead.problem == nil else { return nil }
    problem = nil
    return 0
  }
}
