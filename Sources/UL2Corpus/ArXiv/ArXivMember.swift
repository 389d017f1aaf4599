/// One paper as it is published: a member of a bulk archive, or a file of its own, still compressed.
import UL2Input

/// Options for reading papers.
package struct ArXivOptions: Sendable {
  package init(recordText: RecordText = .clean, dropsAppendix: Bool = false) {
    self.recordText = recordText
    self.dropsAppendix = dropsAppendix
  }

  package var recordText: RecordText
  /// Whether the text ends where its appendices begin.
  package var dropsAppendix: Bool
}

struct ArXivMember: Sendable {
  /// A compressed paper is at most half as large.
  static let longest = 128 << 20

  let id: String
  /// Its name in errors.
  let path: String
  let bytes: [UInt8]

  /// Fills `document` by the paper's text; false where there is none, for a reason that was noted.
  func read(_ options: ArXivOptions, into document: inout Document, _ log: SkipLog) -> Bool {
    do throws(Problem) {
      switch try ArXivPaper.read(bytes, path: path, id: id) {
      case .filtered(let reason): log.filtered(reason, id: Array(id.utf8))
      case .paper(let paper): return paper.write(options, to: &document, log)
      }
    } catch {
      log.bad("undecodable member", error.at(path))
    }
    return false
  }
}
