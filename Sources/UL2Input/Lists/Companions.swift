/// Files that are published beside a source's inputs and are none themselves: a dump's index, a README.
/// They are skipped where a directory is searched; one that is named, or that a glob matches, is read.
import Glibc

package struct Companions: Sendable {
  /// Shell patterns of their names: `README*`.
  package let patterns: [String]

  package init(_ patterns: [String]) { self.patterns = patterns }

  /// Names of files that publishers put beside data of any kind.
  package static let common = [
    "README*", "LICENSE*", "_SUCCESS*", "SHA256SUMS*", "md5sums*", "*.md",
  ]

  package func contains(_ name: String) -> Bool {
    patterns.contains { unsafe fnmatch($0, name, 0) == 0 }
  }
}
