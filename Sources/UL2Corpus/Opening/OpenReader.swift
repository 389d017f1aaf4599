/// Opens an input for callers that want no threads.
import UL2Input

/// Opens an input, to be read from front to back.
///
/// - Parameters:
///   - path: a file, an address for which `isRemote` holds, or `-`.
///   - source: whose records they are.
///   - options: how they are read.
///   - log: gets every record that is skipped.
///   - scratch: where readers that must sort may spill; nil: `TMPDIR`.
public func openReader(
  _ path: String, source: Source, options: ReaderOptions, log: SkipLog, scratch: String? = nil
) throws(Problem) -> any DocumentReader {
  PartsReader(
    try openParts(path, source: source, options: options, scratch: scratch), log: log)
}
