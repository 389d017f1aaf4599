/// The findings of `verify`, collected from all workers: every problem is counted, the first twenty
/// of a file are kept, so that a broken disk cannot fill the memory or the terminal.
import Synchronization

final class Findings: Sendable {
  private struct File {
    var kept: [Problem] = []
    var count = 0
  }

  static let keptPerFile = 20
  private let files = Mutex<[String: File]>([:])
  private let remarks = Mutex<Set<Wording>>([])

  func add(_ problem: Problem) {
    var problem = problem
    problem.kind = .found
    files.withLock { files in
      var file = files[problem.path ?? ""] ?? File()
      if file.count < Self.keptPerFile { file.kept.append(problem) }
      file.count += 1
      files[problem.path ?? ""] = file
    }
  }

  func add(
    _ problem: String, path: String, place: String? = nil, got: String? = nil,
    expected: String? = nil, fix: Wording? = nil
  ) {
    add(
      Problem(
        .found, problem, path: path, place: place, got: got, expected: expected, fix: fix))
  }

  /// Says what could not be checked; each remark once.
  func note(_ text: Wording) {
    remarks.withLock { remarks in _ = remarks.insert(text) }
  }

  /// Runs a check and collects what it throws, except for an interruption. Returns whether it came to its end.
  @discardableResult
  func collect(_ check: () throws(Problem) -> Void) throws(Problem) -> Bool {
    do throws(Problem) {
      try check()
      return true
    } catch {
      if error.kind == .interrupted { throw error }
      add(error)
      return false
    }
  }

  var notes: [Wording] { remarks.withLock { $0.sorted { $0.description < $1.description } } }

  /// All problems, files in the order of their names, and how many there were.
  var all: (problems: [Problem], count: Int) {
    files.withLock { files in
      var problems: [Problem] = []
      let sorted = files.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
      for (path, file) in sorted {
        problems += file.kept
        if file.count > file.kept.count {
          problems.append(
            Problem(.found, "and \(file.count - file.kept.count) more", path: path))
        }
      }
      return (problems, sorted.reduce(0) { $0 + $1.value.count })
    }
  }
}
