/// Inputs as `read` opens them: what is wrong with one is shown among the other things that are wrong.
import UL2Input

/// Opens an input; one that is not what it should be gives its problem when it is read.
func openReadableParts(
  _ path: String, source: SourceName, options: ReaderOptions, threads: Int
) throws(Problem) -> any InputParts {
  do throws(Problem) {
    return try openParts(path, source: source, options: options, threads: threads)
  } catch  where error.kind == .badInput {
    return UnreadableParts(problem: error)
  }
}

private final class UnreadableParts: InputParts {
  private let problem: Problem

  init(problem: Problem) { self.problem = problem }

  func next(_ log: SkipLog) throws(Problem) -> (any InputPart)? { throw problem }
}
