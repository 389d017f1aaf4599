/// How one input is worked on by many workers: cut into parts in file order, each read alone.
///
/// ```
///  input ──▶ InputParts ──▶ part, part, part …        one worker at a time: decompress, find boundaries
///                            │     │     │
///                            ▼     ▼     ▼
///                        documents of each part       any worker: parse, clean, filter, tokenize
/// ```
/// Cutting must be cheap, since it is what does not scale. Parts are about 256 KiB, so that memory
/// is bounded by a few of them per worker, and a part is read while it is still in the processor's
/// cache. Where parts begin and end depends on the input alone, never on the number of workers.

/// A part of an input: whole records, which any thread can turn into documents.
package protocol InputPart: Sendable {
  /// Its documents, in the order of the file.
  ///
  /// - Parameter log: gets every record of this part that is skipped.
  func open(_ log: SkipLog) throws(Problem) -> any DocumentReader
}

/// An input as a sequence of parts.
package protocol InputParts: AnyObject {
  /// The next part; nil at the end. Called by one thread at a time, not always the same.
  ///
  /// - Parameter log: gets what is lost before the part: damage that was skipped, a cut end.
  /// - Throws: what ends the input.
  func next(_ log: SkipLog) throws(Problem) -> (any InputPart)?

  /// Which of the input's files `next` has last cut, counted from 0; most inputs are one file.
  var file: Int { get }
}

extension InputParts {
  package var file: Int { 0 }
}

/// About the size of a part, in bytes of uncompressed input.
package let partBytes = 256 << 10
