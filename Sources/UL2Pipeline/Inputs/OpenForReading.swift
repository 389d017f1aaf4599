import UL2Input

/// Opens an input; one that is not what it should be gives its problem when it is read, so that it is counted
/// and shown among the other things that are wrong.
func openForReading(
  _ path: String, source: Source, options: ReaderOptions, scratch: String? = nil, threads: Int
) throws(Problem) -> any InputParts {
  do throws(Problem) {
    return try openParts(
      path, source: source, options: options, scratch: scratch, threads: threads)
  } catch  where error.kind == .badInput {
    return BrokenParts(problem: error)
  }
}

private final class BrokenParts: InputParts {
  private let problem: Problem

  init(problem: Problem) { self.problem = problem }

  func next(_ log: SkipLog) throws(Problem) -> (any InputPart)? { throw problem }
}
