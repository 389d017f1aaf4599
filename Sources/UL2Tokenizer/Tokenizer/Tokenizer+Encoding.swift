/// Encoding without an encoder at hand, and many texts at a time.

/// The ids of many texts, one after the other.
public struct EncodedTexts: Hashable, Sendable {
  /// Of all texts; shape (tokens).
  public var ids: [Int32] = []
  /// Where each text's ids begin in `ids`, and where the last one's end; shape (texts + 1).
  public var offsets: [Int] = [0]
}

extension Tokenizer {
  /// Replaces `ids` by those of `text`, without any added at its ends. Any thread may call this; a
  /// caller that has many texts does better with a `TokenEncoder` of its own.
  ///
  /// - Parameters:
  ///   - text: UTF-8; what is not is taken as U+FFFD.
  ///   - ids: keeps its capacity.
  /// - Throws: a problem of kind `badInput` where a text cannot be encoded.
  public func encode(_ text: [UInt8], into ids: inout [Int32]) throws(Problem) {
    let encoder = idle.withLock { $0.encoders.popLast() } ?? TokenEncoder(self)
    defer { idle.withLock { $0.encoders.append(encoder) } }
    try encoder.encode(text, into: &ids)
  }

  /// The ids of a short text, such as a prompt.
  public func encode(_ text: String) throws(Problem) -> [Int32] {
    var ids: [Int32] = []
    try encode(Array(text.utf8), into: &ids)
    return ids
  }

  /// The ids of many texts, which `threads` threads share.
  ///
  /// - Throws: the problem of the first text that has one.
  public func encode(_ texts: [[UInt8]], threads: Int = 1) throws(Problem) -> EncodedTexts {
    let ranges = Self.split(texts, into: max(1, threads))
    let parts = Monitor([Result<EncodedTexts, Problem>?](repeating: nil, count: ranges.count))
    let work: @Sendable (Int) -> Void = { i in
      let part = Result { () throws(Problem) in try self.encodeInOrder(texts[ranges[i]]) }
      parts.withLock { $0[i] = part }
    }
    let others = ranges.indices.dropFirst().map { i in (i, startThread { work(i) }) }
    if !ranges.isEmpty { work(0) }
    for (i, thread) in others {
      // No thread to be had: the work is done here.
      if let thread { thread.join() } else { work(i) }
    }
    var all = EncodedTexts()
    for part in parts.withLock({ $0 }) {
      guard let part = try part?.get() else { continue }
      let start = all.ids.count
      all.ids.append(contentsOf: part.ids)
      all.offsets.append(contentsOf: part.offsets.dropFirst().map { start + $0 })
    }
    return all
  }

  private func encodeInOrder(_ texts: ArraySlice<[UInt8]>) throws(Problem) -> EncodedTexts {
    let encoder = TokenEncoder(self)
    var all = EncodedTexts()
    for text in texts {
      try encoder.encode(text.span, appendingTo: &all.ids)
      all.offsets.append(all.ids.count)
    }
    return all
  }

  /// Ranges of about as many bytes each.
  private static func split(_ texts: [[UInt8]], into count: Int) -> [Range<Int>] {
    let share = texts.reduce(0) { $0 + $1.count } / count + 1
    var ranges: [Range<Int>] = []
    var start = 0
    var bytes = 0
    for i in texts.indices {
      bytes += texts[i].count
      if bytes >= share * (ranges.count + 1), ranges.count + 1 < count {
        ranges.append(start..<i + 1)
        start = i + 1
      }
    }
    if start < texts.count { ranges.append(start..<texts.count) }
    return ranges
  }
}

/// Encoders that are not in use.
struct IdleEncoders: @unchecked Sendable {
  /// Invariant: the thread that takes one out is the only one to use it.
  var encoders: [TokenEncoder] = []
}
