/// The peak memory of a program.
import Glibc
import UL2Tokenizer

/// The resources that a finished program used.
package struct ProgramCost: Sendable {
  /// The exit code; nil where a signal ended it.
  package var status: Int32?
  /// The peak of resident memory, in bytes. The system also counts what the starting process had resident at that
  /// moment, so that must be small.
  package var peak: Int
  package var seconds: Double
}

/// Runs a program to its end and discards its output.
package func cost(of program: String, _ arguments: [String]) throws(Problem) -> ProgramCost {
  var actions = posix_spawn_file_actions_t()
  posix_spawn_file_actions_init(&actions)
  defer { posix_spawn_file_actions_destroy(&actions) }
  for descriptor in [STDOUT_FILENO, STDERR_FILENO] {
    posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_WRONLY, 0)
  }
  var argv: [UnsafeMutablePointer<CChar>?] =
    ([program] + arguments).map { strdup($0) } + [nil]
  defer { for argument in argv { free(argument) } }
  var start = timespec()
  clock_gettime(CLOCK_MONOTONIC, &start)
  var process = pid_t()
  guard posix_spawn(&process, program, &actions, nil, &argv, environ) == 0 else {
    throw Problem(.readWrite, "cannot start", path: program)
  }
  var status: Int32 = 0
  var usage = rusage()
  while wait4(process, &status, 0, &usage) < 0 {
    guard errno == EINTR else { throw Problem(.readWrite, "lost the process", path: program) }
  }
  var end = timespec()
  clock_gettime(CLOCK_MONOTONIC, &end)
  return ProgramCost(
    status: status & 0x7F == 0 ? (status >> 8) & 0xFF : nil, peak: Int(usage.ru_maxrss) << 10,
    seconds: Double(end.tv_sec - start.tv_sec) + Double(end.tv_nsec - start.tv_nsec) / 1e9)
}
