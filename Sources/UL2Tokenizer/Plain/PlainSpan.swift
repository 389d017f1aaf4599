/// Where a pattern matches in a text, and the five ways to split it there.

/// A part of a text that matches, or lies between matches. Those of a text cover it in order; matches may be empty.
struct PlainSpan: Hashable {
  var range: Range<Int>
  var isMatch: Bool
}

enum PlainSpans {
  /// Of all matches, each looked for from the end of the one before it.
  ///
  /// - Parameter match: the first match at or after a place.
  static func all(in text: [UInt8], match: (Int) -> Range<Int>?) -> [PlainSpan] {
    if text.isEmpty { return [PlainSpan(range: 0..<0, isMatch: false)] }
    var spans: [PlainSpan] = []
    var end = 0
    var from = 0
    var last: Int?
    while from <= text.count, let found = match(from) {
      // An empty match right behind the one before it does not count.
      if found.isEmpty, found.lowerBound == last {
        from += from < text.count ? characterLength(text[from]) : 1
        continue
      }
      if end != found.lowerBound {
        spans.append(PlainSpan(range: end..<found.lowerBound, isMatch: false))
      }
      spans.append(PlainSpan(range: found, isMatch: true))
      end = found.upperBound
      from = end
      last = end
    }
    if end != text.count { spans.append(PlainSpan(range: end..<text.count, isMatch: false)) }
    return spans
  }

  /// Of all characters that `isMatch` says yes to, each a match of its own.
  static func characters(of piece: PlainPiece, isMatch: (UInt32) -> Bool) -> [PlainSpan] {
    var spans: [PlainSpan] = []
    var end = 0
    for range in piece.characters where isMatch(scalar(piece.bytes[range])) {
      if end < range.lowerBound {
        spans.append(PlainSpan(range: end..<range.lowerBound, isMatch: false))
      }
      spans.append(PlainSpan(range: range, isMatch: true))
      end = range.upperBound
    }
    if end < piece.bytes.count {
      spans.append(PlainSpan(range: end..<piece.bytes.count, isMatch: false))
    }
    return spans
  }

  /// Of all places of a text; of an empty one, all places between characters.
  static func places(of wanted: [UInt8], in text: [UInt8]) -> [PlainSpan] {
    all(in: text) { from in
      var at = from
      while at + wanted.count <= text.count {
        if text[at..<at + wanted.count].elementsEqual(wanted) { return at..<at + wanted.count }
        at += 1
      }
      return nil
    }
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
