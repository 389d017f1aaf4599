import UL2Input

/// The reason that an input of an unknown format is counted under, where such inputs are skipped.
let unknownInput = "input of an unknown form"

/// Opens an input; one that is not what it should be gives its problem when it is read, so that it is counted
/// and shown among the other things that are wrong.
///
/// - Parameters:
///   - part: of the input, where it is divided; nil: all of it.
///   - skipsUnknown: whether an input of an unknown format is skipped and counted; else it is an error.
func openForReading(
  _ path: String, part: Range<Int>? = nil, source: Source, options: ReaderOptions,
  scratch: String? = nil, threads: Int,
  skipsUnknown: Bool = false, meter: ReadMeter? = nil
) throws(Problem) -> any InputParts {
  do throws(Problem) {
    let parts = try openParts(
      path, part: part, source: source, options: options, scratch: scratch, threads: threads,
      meter: meter)
    return skipsUnknown ? PartsOfKnownFormat(path, parts) : parts
  } catch  where skipsUnknown && error.isOfUnknownInput {
    return PartsOfKnownFormat(path, nil)
  } catch  where error.kind == .badInput {
    return BrokenParts(problem: error)
  }
}

private final class BrokenParts: InputParts {
  private let problem: Problem

  init(problem: Problem) { self.problem = problem }

  func next(_ log: SkipLog) throws(Problem) -> (any InputPart)? { throw problem }
}

/// An input's parts; none, and its name in the log, if its format turns out to be unknown.
private final class PartsOfKnownFormat: InputParts {
  private let path: String
  private var parts: (any InputParts)?
  private var isNoted = false

  /// - Parameter parts: nil if the format is unknown.
  init(_ path: String, _ parts: (any InputParts)?) {
    self.path = path
    self.parts = parts
  }

  func next(_ log: SkipLog) throws(Problem) -> (any InputPart)? {
    do throws(Problem) {
      if let parts { return try parts.next(log) }
    } catch  where error.isOfUnknownInput {
      parts = nil
    }
    if !isNoted { log.filtered(unknownInput, name: path) }
    isNoted = true
    return nil
  }
}
