/// The decoders of a tokenizer file, one after the other, over the list of pieces that ids are.
import UL2Patterns

struct PlainDecoder: Sendable {
  private enum Step: Sendable {
    case plain(TokenizerFile.Decoder)
    case replace(PlainPattern, by: [UInt8])
  }

  /// Nil where pieces are joined by spaces.
  private let steps: [Step]?

  init(_ decoders: [TokenizerFile.Decoder]?) throws(PatternProblem) {
    guard let decoders else {
      steps = nil
      return
    }
    var steps: [Step] = []
    for decoder in decoders {
      if case .replace(let pattern, let content) = decoder {
        steps.append(.replace(try PlainPattern(pattern), by: content))
      } else {
        steps.append(.plain(decoder))
      }
    }
    self.steps = steps
  }

  /// The text that pieces are.
  func text(_ pieces: [[UInt8]]) throws(PatternProblem) -> [UInt8] {
    guard let steps else { return Array(pieces.joined(separator: [0x20])) }
    var pieces = pieces
    for step in steps {
      switch step {
      case .replace(let pattern, let content):
        for i in pieces.indices { pieces[i] = try replaced(pieces[i], pattern, content) }
      case .plain(let decoder): pieces = decoded(pieces, decoder)
      }
    }
    return Array(pieces.joined())
  }

  private func decoded(_ pieces: [[UInt8]], _ decoder: TokenizerFile.Decoder) -> [[UInt8]] {
    switch decoder {
    case .byteLevel:
      return [wellFormed(pieces.flatMap { ByteAlphabet.bytes(spelledBy: $0) ?? $0 })]
    case .byteFallback: return fallback(pieces)
    case .fuse: return [Array(pieces.joined())]
    case .metaspace(let mark, let prepends):
      return pieces.enumerated().map { i, piece in
        let space: [UInt8] = i == 0 && prepends != .never ? [] : [0x20]
        return replaced(piece, PlainSpans.places(of: mark, in: piece), space)
      }
    case .strip(let content, let start, let stop):
      return pieces.map { stripped($0, content, start, stop) }
    case .replace: return pieces
    }
  }

  private func replaced(
    _ piece: [UInt8], _ pattern: PlainPattern, _ content: [UInt8]
  ) throws(PatternProblem) -> [UInt8] {
    let spans = try pattern.spans(in: piece)
    return spans.flatMap { $0.isMatch ? content[...] : piece[$0.range] }
  }

  private func replaced(
    _ piece: [UInt8], _ places: [Range<Int>], _ content: [UInt8]
  ) -> [UInt8] {
    PlainSpans.covering(piece, places).flatMap { $0.isMatch ? content[...] : piece[$0.range] }
  }

  /// Pieces such as `<0x0A>` are bytes: a run of them that is UTF-8 is one text, any other a U+FFFD for each.
  private func fallback(_ pieces: [[UInt8]]) -> [[UInt8]] {
    var texts: [[UInt8]] = []
    var run: [UInt8] = []
    func end() {
      if run.isEmpty { return }
      if isUTF8(run) {
        texts.append(run)
      } else {
        texts.append(contentsOf: repeatElement([0xEF, 0xBF, 0xBD], count: run.count))
      }
      run = []
    }
    for piece in pieces {
      if let byte = Self.fallbackByte(piece) {
        run.append(byte)
      } else {
        end()
        texts.append(piece)
      }
    }
    end()
    return texts
  }

  /// The byte that `<0x0A>` is; its digits may be of either case, and the first a plus sign.
  static func fallbackByte(_ piece: [UInt8]) -> UInt8? {
    guard piece.count == 6, piece.starts(with: "<0x".utf8), piece[5] == UInt8(ascii: ">") else {
      return nil
    }
    return UInt8(String(decoding: piece[3..<5], as: UTF8.self), radix: 16)
  }

  private func stripped(
    _ piece: [UInt8], _ content: [UInt8], _ start: Int, _ stop: Int
  ) -> [UInt8] {
    let characters = PlainPiece.characters(of: piece[...])
    let isContent = characters.map { piece[$0].elementsEqual(content) }
    let first = isContent.prefix(start).prefix { $0 }.count
    let last = isContent.reversed().prefix(stop).prefix { $0 }.count
    guard first < characters.count, first < characters.count - last else { return [] }
    return Array(
      piece[characters[first].lowerBound..<characters[characters.count - 1 - last].upperBound])
  }
}

/// A text with U+FFFD for what is not UTF-8, as Rust's `from_utf8_lossy` has it: one for each longest beginning of
/// a character.
func wellFormed(_ bytes: [UInt8]) -> [UInt8] {
  guard unsafe bytes.withUnsafeBytes({ unsafe firstInvalidUTF8(in: $0) }) != nil else {
    return bytes
  }
  return Array(String(decoding: bytes, as: UTF8.self).utf8)
}
