/// A vocabulary of ranks, as tiktoken and tekken have it: a piece's rank is its id (tekken adds a number to all), and
/// two neighbours merge if together they are a piece, those of the lowest rank first. There is no list of merges: they
/// follow from the ranks.
import UL2Patterns

struct RankedPieces {
  let path: String
  private var table: PieceTable
  /// Where each rank is in the file, for errors.
  private let describe: (Int) -> String

  /// Longer pieces are a mistake, and slow: all ways to halve a piece are tried.
  static let longestPiece = 1024

  /// - Parameter describe: gives the place in the file of the piece with this number.
  init(path: String, expecting count: Int, describe: @escaping (Int) -> String) {
    self.path = path
    table = PieceTable(expecting: count)
    self.describe = describe
  }

  var count: Int { table.count }
  /// One more than the largest rank.
  var rankCount: Int { table.idCount }

  /// - Parameter number: of the piece in the file.
  mutating func add(_ piece: [UInt8], rank: Int, number: Int) throws(Problem) {
    guard (1...Self.longestPiece).contains(piece.count) else {
      throw failure(
        "a piece of \(piece.count) bytes", number, expected: "1 to \(Self.longestPiece) bytes")
    }
    do throws(PieceTable.Conflict) {
      try table.add(piece.span, id: rank)
    } catch {
      switch error {
      case .idOutOfRange:
        throw failure(
          "a rank out of range", number, got: "\(rank)",
          expected: "ranks below \(PieceTable.idLimit)")
      case .idTaken: throw failure("a rank twice", number, got: "\(rank)", expected: "each once")
      case .pieceTaken(let other):
        throw failure(
          "a piece twice", number, got: "\"\(shown(piece))\", which has rank \(other) too",
          expected: "each piece once")
      case .tooManyBytes: throw failure("too many pieces", number, expected: "less than 4 GB")
      }
    }
  }

  func failure(
    _ problem: String, _ number: Int?, got: String? = nil, expected: String? = nil
  ) -> Problem {
    Problem(
      .noInput, problem, path: path, place: number.map(describe), got: got, expected: expected)
  }

  /// A hash of all pieces and their ranks, by which known vocabularies are recognised.
  var hash: UInt64 {
    var all: [UInt8] = []
    for rank in 0..<table.idCount {
      guard let piece = table[rank] else { continue }
      for number in [UInt32(rank), UInt32(piece.count)] {
        for shift in [0, 8, 16, 24] {
          all.append(UInt8(truncatingIfNeeded: number >> UInt32(shift)))
        }
      }
      all.append(contentsOf: piece)
    }
    return xxh3(all)
  }

  /// The same as a `TokenizerFile`.
  ///
  /// - Parameters:
  ///   - offset: what is added to ranks.
  ///   - pattern: splits texts.
  func file(
    _ kind: TokenizerFile.Kind, pattern: String, offset: Int = 0
  ) throws(Problem) -> TokenizerFile {
    if let byte = (UInt8(0)...255).first(where: { table.id(of: [$0]) == nil }) {
      throw failure(
        "no piece for a byte", nil, got: "none for 0x\(hexadecimalDigits([byte]))",
        expected: "a piece for each of the 256 bytes")
    }
    do throws(PatternProblem) {
      _ = try Pattern(pattern, dialect: .fancyRegex)
    } catch {
      throw error.located(path: path, place: "pattern")
    }
    var pieces = PieceTable(expecting: table.count)
    for rank in 0..<table.idCount {
      guard let piece = table[rank] else { continue }
      do throws(PieceTable.Conflict) {
        try pieces.add(ByteAlphabet.spelled(piece).span, id: rank + offset)
      } catch {
        throw failure(
          "an id out of range", nil, got: "\(rank + offset)",
          expected: "ids below \(PieceTable.idLimit)")
      }
    }
    var rules = BPERules()
    rules.looksUpWholePieces = true
    rules.merges = merges(offset: Int32(truncatingIfNeeded: offset))
    var file = TokenizerFile(path: path, kind: kind, model: .bpe(rules), pieces: pieces)
    file.preTokenizers = [
      .split(.regex(pattern, .fancyRegex), .isolated, inverted: false),
      .byteLevel(addsPrefixSpace: false, splits: false),
    ]
    file.decoders = [.byteLevel]
    return file
  }

  /// All pairs of pieces that together are a piece; those that make the same piece have equal ranks.
  private func merges(offset: Int32) -> [BPERules.Merge] {
    var merges: [BPERules.Merge] = []
    merges.reserveCapacity(2 * table.count)
    var bytes: [UInt8] = []
    for rank in 0..<table.idCount {
      guard let piece = table[rank], piece.count > 1 else { continue }
      bytes.removeAll(keepingCapacity: true)
      bytes.append(contentsOf: piece)
      let span = bytes.span
      let result = Int32(truncatingIfNeeded: rank) + offset
      for cut in 1..<span.count {
        guard let left = table.id(of: span.extracting(0..<cut)),
          let right = table.id(of: span.extracting(cut..<span.count))
        else { continue }
        merges.append(
          BPERules.Merge(
            left: left + offset, right: right + offset, result: result, rank: result))
      }
    }
    return merges
  }
}
