/// Looking at inputs before hours are spent on the first of them.
import UL2Input

/// Opens an input as reading it will, and looks at its beginning: JSON Lines show with their first line
/// whether they are some.
///
/// - Throws: what reading it would end with at once.
package func sniff(
  _ path: String, source: Source, options: ReaderOptions, scratch: String? = nil
) throws(Problem) {
  let parts = try openRecords(
    path, source: source, options: options, scratch: scratch, threads: 1)
  guard let lines = parts as? JSONLinesParts else { return }
  _ = try lines.next(SkipLog())
}

extension Problem {
  /// Whether an input is of no form that is read, rather than damaged.
  package var isOfUnknownInput: Bool { isUnknownForm || kind == .unreadable }
}
