/// Output of `inspect` to a terminal goes through the user's pager, as git's output does. It starts
/// with the first line, so that an error has none; quitting it early, and Ctrl-C in it, end the
/// command as if all had been seen.
import Glibc
import UL2Pipeline

final class Pager {
  /// The command for a shell to run; nil: none is wanted, or there is none.
  private let command: String?
  private var process: pid_t?

  /// - Parameter isWanted: whether the output is for a person to read.
  init(isWanted: Bool) {
    command = isWanted && isatty(STDOUT_FILENO) == 1 ? Self.chosen : nil
  }

  /// `$PAGER`, else `less` where it is installed. An empty one, and `cat`, are how users say that they want none.
  private static var chosen: String? {
    if variable("TERM") == "dumb" { return nil }
    guard let chosen = variable("PAGER") else {
      let folders = (variable("PATH") ?? "").split(separator: ":")
      return folders.contains { isRegularFile(joined(String($0), "less")) } ? "less" : nil
    }
    return chosen.isEmpty || chosen == "cat" ? nil : chosen
  }

  private static func variable(_ name: String) -> String? {
    unsafe getenv(name).map { unsafe String(cString: $0) }
  }

  /// Has standard output go to the pager from now on.
  func start() throws(Problem) {
    guard let command, process == nil else { return }
    // What fits on the screen is left there; colours are passed on; the screen is not cleared at the end.
    unsafe setenv("LESS", "FRX", 0)
    var ends: [Int32] = [0, 0]
    guard unsafe pipe(&ends) == 0 else { throw .system("cannot make", path: "a pipe") }
    process = try Self.spawn(command, reading: ends[0], besides: ends[1])
    dup2(ends[1], STDOUT_FILENO)
    for end in ends { close(end) }
    // A pager that is gone shows when it is written to, or by its end.
    signal(SIGPIPE, SIG_IGN)
    var action = sigaction()
    unsafe action.__sigaction_handler.sa_handler = { _ in Interruption.request() }
    for number in [SIGINT, SIGCHLD] { unsafe sigaction(number, &action, nil) }
  }

  private static func spawn(
    _ command: String, reading input: Int32, besides other: Int32
  ) throws(Problem) -> pid_t {
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    unsafe posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO)
    for end in [input, other] { unsafe posix_spawn_file_actions_addclose(&actions, end) }
    let words: [String] = ["/bin/sh", "-c", command]
    var arguments = unsafe words.map { word in unsafe strdup(word) } + [nil]
    defer { unsafe arguments.forEach { argument in unsafe free(argument) } }
    var process = pid_t()
    let code = unsafe posix_spawn(&process, "/bin/sh", &actions, nil, &arguments, environ)
    guard code == 0 else {
      throw Problem(.readWrite, "cannot start the pager", got: command)
    }
    return process
  }

  /// Calls `body`, which prints, and waits until the pager is quit.
  func ending(_ body: () throws(Problem) -> Void) throws(Problem) {
    do throws(Problem) {
      try body()
    } catch {
      guard process != nil else { throw error }
      let isMissing = wait()
      // The pager has been quit, or Ctrl-C was typed in it.
      if !isMissing, error.kind == .interrupted || error.path == "-" { return }
      if !isMissing { throw error }
    }
    if process != nil, wait() {
      throw Problem(
        .usage, "no such pager", got: command ?? "",
        fix: "set PAGER to another, or pass --no-pager")
    }
  }

  /// Waits for the pager's end.
  ///
  /// - Returns: whether the shell did not find it.
  private func wait() -> Bool {
    guard let process else { return false }
    // The end of its input.
    dup2(STDERR_FILENO, STDOUT_FILENO)
    var status: Int32 = 0
    while unsafe waitpid(process, &status, 0) < 0 {
      // It has been waited for already.
      guard errno == EINTR else { return isMissing }
    }
    isMissing = status & 0x7F == 0 && (status >> 8) & 0xFF == 127
    return isMissing
  }

  private var isMissing = false
}
