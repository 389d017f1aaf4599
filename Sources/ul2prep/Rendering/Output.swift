/// Results on standard output.
import UL2Pipeline

func emit(_ text: String) throws(Problem) {
  try File.standardOutput().write(Array(text.utf8))
}
