/// Results on standard output.
import Glibc
import UL2Pipeline

extension File {
  /// Under the name `-`.
  static func standardOutput() -> File { File(borrowing: STDOUT_FILENO, path: "-") }
}

func emit(_ text: String) throws(Problem) {
  try File.standardOutput().write(Array(text.utf8))
}
