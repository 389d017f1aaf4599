/// All parts of an input, one after the other: for callers that want no threads.

package final class PartsReader: DocumentReader {
  private let parts: any InputParts
  private let log: SkipLog
  private var current: (any DocumentReader)?

  package init(_ parts: any InputParts, log: SkipLog) {
    self.parts = parts
    self.log = log
  }

  package func next(_ document: inout Document) throws(Problem) -> Bool {
    while true {
      if let reader = current {
        do throws(Problem) {
          if try reader.next(&document) { return true }
        } catch  where error.kind == .badInput {
          log.bad(damagedPart, error)
        }
        current = nil
      }
      guard let part = try parts.next(log) else { return false }
      do throws(Problem) {
        current = try part.open(log)
      } catch  where error.kind == .badInput {
        log.bad(damagedPart, error)
      }
    }
  }
}

/// The reason that a problem within a part is counted under: the rest of the part is lost, the next
/// one is read.
package let damagedPart = "damaged input"
