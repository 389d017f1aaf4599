/// A document, which every reader produces, whatever the format.

/// A text with where it came from. Readers fill one again and again, so its buffers are reused.
public struct Document: Sendable {
  /// The source's name for it: a URL, a page id, a path. UTF-8.
  public var id: [UInt8] = []
  /// Just what is tokenized. UTF-8, checked by the reader.
  public var text: [UInt8] = []
  /// Everything else that is known, as the text of one JSON object without line breaks.
  public var metadata: [UInt8] = []

  public init() {}

  public mutating func removeAll() {
    id.removeAll(keepingCapacity: true)
    text.removeAll(keepingCapacity: true)
    metadata.removeAll(keepingCapacity: true)
  }
}

/// A stream of documents out of one input, pulled one at a time, in the order of the file.
///
/// Memory stays bounded by one record (Parquet: one page of each column), whatever the input's
/// size.
public protocol DocumentReader: AnyObject {
  /// Replaces `document` by the next one; false when there is none.
  ///
  /// A record that cannot be used is noted in the reader's `SkipLog` and skipped; what is thrown
  /// ends the input.
  func next(_ document: inout Document) throws(Problem) -> Bool
}

/// The text that a reader gives: clean text to train on, or each record's own text for comparing
/// readers.
public enum RecordText: Sendable {
  case clean
  /// The WET block, the WARC's HTML, the `text` or `content` field, the wikitext of each page, the Body of each post.
  case raw
}
