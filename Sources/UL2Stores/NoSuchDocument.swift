/// The error of a document number that a store or a shard does not have.
import UL2Core

extension Problem {
  static func noSuchDocument(_ document: Int, of count: Int, path: String) -> Problem {
    Problem(
      .usage, "no such document", path: path, got: "\(document)",
      expected: count == 0 ? "none: there are no documents" : "0 to \(count - 1)")
  }
}
