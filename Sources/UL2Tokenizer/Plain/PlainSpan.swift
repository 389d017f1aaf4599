/// Where a pattern matches in a text, and the five ways to split it there.

/// A part of a text that matches, or lies between matches. Those of a text cover it in order; matches may be empty.
struct PlainSpan: Hashable {
  var range: Range<Int>
  var isMatch: Bool
}

enum PlainSpans {
  /// Matches, and what lies between them.
  static func covering(_ text: [UInt8], _ matches: [Range<Int>]) -> [PlainSpan] {
    var spans: [PlainSpan] = []
    var end = 0
    for match in matches {
      if end != match.lowerBound {
        spans.append(PlainSpan(range: end..<match.lowerBound, isMatch: false))
      }
      spans.append(PlainSpan(range: match, isMatch: true))
      end = match.upperBound
    }
    if end != text.count { spans.append(PlainSpan(range: end..<text.count, isMatch: false)) }
    return spans
  }

  /// Of all characters that `isMatch` says yes to, each a match of its own.
  static func characters(of piece: PlainPiece, isMatch: (UInt32) -> Bool) -> [PlainSpan] {
    covering(piece.bytes, piece.characters.filter { isMatch(scalar(piece.bytes[$0])) })
  }

  /// Where a text is in another; an empty one between all characters.
  static func places(of wanted: [UInt8], in text: [UInt8]) -> [Range<Int>] {
    var places: [Range<Int>] = []
    var at = 0
    while at + wanted.count <= text.count {
      if text[at..<at + wanted.count].elementsEqual(wanted) {
        places.append(at..<at + wanted.count)
        at += wanted.count
        if !wanted.isEmpty { continue }
      }
      at += at < text.count ? characterLength(text[at]) : 1
    }
    return places
  }
}

extension [PlainSpan] {
  /// With matches and what lies between them exchanged.
  var inverted: [PlainSpan] { map { PlainSpan(range: $0.range, isMatch: !$0.isMatch) } }

  /// The pieces that a text is split into; empty ones may be among them.
  func pieces(_ behavior: TokenizerFile.SplitBehavior) -> [Range<Int>] {
    var pieces: [Range<Int>] = []
    var wasMatch = false
    switch behavior {
    case .isolated: return map(\.range)
    case .removed: return filter { !$0.isMatch }.map(\.range)
    case .contiguous:
      for span in self {
        if span.isMatch == wasMatch, let last = pieces.last {
          pieces[pieces.count - 1] = last.lowerBound..<span.range.upperBound
        } else {
          pieces.append(span.range)
        }
        wasMatch = span.isMatch
      }
    case .mergedWithPrevious:
      for span in self {
        if span.isMatch, !wasMatch, let last = pieces.last {
          pieces[pieces.count - 1] = last.lowerBound..<span.range.upperBound
        } else {
          pieces.append(span.range)
        }
        wasMatch = span.isMatch
      }
    case .mergedWithNext:
      for span in reversed() {
        if span.isMatch, !wasMatch, let last = pieces.last {
          pieces[pieces.count - 1] = span.range.lowerBound..<last.upperBound
        } else {
          pieces.append(span.range)
        }
        wasMatch = span.isMatch
      }
      pieces.reverse()
    }
    return pieces
  }
}
