/// Runs the real program, as a shell would.
import Glibc
import Synchronization
import Testing
import UL2Input
import UL2Pipeline

/// The result of a finished command.
struct CommandResult {
  /// The exit code; 128 + the signal's number where one ended it.
  var status: Int32
  var output: [UInt8]
  var errors: String

  var text: String { String(decoding: output, as: UTF8.self) }
  var lines: [Substring] { text.split(separator: "\n") }
  var errorLines: [Substring] { errors.split(separator: "\n") }

  /// The objects of JSON lines.
  func json() throws -> [JSONValue] {
    try output.split(separator: 0x0A).map { try JSONValue.parse(Array($0), path: "-") }
  }
}

/// The program: `UL2PREP_BINARY`, else the one that was built together with these tests.
let programPath =
  getenv("UL2PREP_BINARY").map { String(cString: $0) } ?? directoryName(testsPath) + "/ul2prep"

/// The tests' own program; those built with it are in the same folder.
let testsPath: String = {
  var buffer = [UInt8](repeating: 0, count: 4096)
  let count = buffer.withUnsafeMutableBytes {
    readlink("/proc/self/exe", $0.baseAddress!.assumingMemoryBound(to: CChar.self), $0.count)
  }
  return String(decoding: buffer.prefix(max(count, 0)), as: UTF8.self)
}()

/// Runs `ul2prep` with these arguments, to its end.
///
/// - Parameters:
///   - stdin: what it reads from a pipe, at most 1 MiB; nil: nothing.
///   - directory: the working directory; nil: the tests' own.
func ul2prep(
  _ arguments: [String], stdin: [UInt8]? = nil, environment: [String: String] = [:],
  directory: String? = nil
) throws -> CommandResult {
  let command =
    directory.map { ["/usr/bin/env", "-C", $0, programPath] } ?? [programPath]
  return try Command(
    command[0], command.dropFirst() + arguments, stdin: stdin, environment: environment
  ).wait()
}

/// Held while a process is started, so that none inherits the pipe of another.
private let starting = Mutex(())

/// A running command. Its output goes to files, so nothing blocks however much it says.
final class Command {
  private let process: pid_t
  private let output: Int32
  private let errors: Int32

  init(
    _ program: String, _ arguments: [String], stdin: [UInt8]? = nil,
    environment: [String: String] = [:]
  ) throws {
    let output = try Self.temporaryFile()
    let errors = try Self.temporaryFile()
    self.output = output
    self.errors = errors
    process = try starting.withLock { _ in
      try Self.start(program, arguments, stdin, environment, output, errors)
    }
  }

  private static func start(
    _ program: String, _ arguments: [String], _ stdin: [UInt8]?, _ environment: [String: String],
    _ output: Int32, _ errors: Int32
  ) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    var input: Int32 = -1
    if let stdin { input = try Self.pipe(holding: stdin) }
    defer { if input >= 0 { close(input) } }
    if input >= 0 {
      posix_spawn_file_actions_adddup2(&actions, input, 0)
    } else {
      posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    }
    posix_spawn_file_actions_adddup2(&actions, output, 1)
    posix_spawn_file_actions_adddup2(&actions, errors, 2)
    // Threads of the test runner block signals, and a child inherits that.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
    var argv = ([program] + arguments).map { strdup($0) } + [nil]
    var envp = Self.environment(with: environment).map { strdup($0) } + [nil]
    defer { for pointer in argv + envp { free(pointer) } }
    var process = pid_t()
    let code = posix_spawn(&process, program, &actions, &attributes, &argv, &envp)
    guard code == 0 else {
      throw Problem(.readWrite, "cannot start: \(String(cString: strerror(code)))", path: program)
    }
    return process
  }

  deinit {
    close(output)
    close(errors)
  }

  func signal(_ number: Int32) { kill(process, number) }

  /// Waits for its end.
  func wait() throws -> CommandResult {
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 {
      guard errno == EINTR else { throw Problem(.readWrite, "lost the process") }
    }
    let signal = status & 0x7F
    return CommandResult(
      status: signal == 0 ? (status >> 8) & 0xFF : 128 + signal, output: Self.contents(output),
      errors: String(decoding: Self.contents(errors), as: UTF8.self))
  }

  /// Waits until it is stopped; false if it ended.
  func waitsUntilStopped() throws -> Bool {
    var information = siginfo_t()
    while waitid(P_PID, id_t(process), &information, WEXITED | WSTOPPED | WNOWAIT) < 0 {
      guard errno == EINTR else { throw Problem(.readWrite, "lost the process") }
    }
    return information.si_code == CLD_STOPPED
  }

  /// Sends a signal as soon as `condition` holds; gives up if the process ends before.
  func signal(_ number: Int32, when condition: () -> Bool) {
    while !condition() {
      var information = siginfo_t()
      let ended =
        waitid(P_PID, id_t(process), &information, WEXITED | WNOHANG | WNOWAIT) == 0
        && information.si_signo == SIGCHLD
      if ended { return }
      usleep(200)
    }
    signal(number)
  }

  /// Whether the program already catches signals.
  var catchesSignals: Bool {
    let status = (try? readFile("/proc/\(process)/status", limit: 1 << 16)) ?? []
    let line = String(decoding: status, as: UTF8.self).split(separator: "\n")
      .first { $0.hasPrefix("SigCgt:") }
    let mask = line?.split(whereSeparator: \.isWhitespace).last.flatMap { UInt64($0, radix: 16) }
    return (mask ?? 0) & 1 << UInt64(SIGINT - 1) != 0
  }

  private static func environment(with changes: [String: String]) -> [String] {
    var result: [String] = []
    var entry = environ
    while let text = entry.pointee {
      let line = String(cString: text)
      let name = String(line.prefix { $0 != "=" })
      if changes[name] == nil { result.append(line) }
      entry += 1
    }
    return result + changes.map { "\($0.key)=\($0.value)" }
  }

  private static func temporaryFile() throws -> Int32 {
    let path = "/tmp/ul2prep-output-\(getpid())-\(UInt64.random(in: 0 ... .max))"
    let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    unlink(path)
    guard descriptor >= 0 else { throw Problem.system("cannot create", path: path) }
    return descriptor
  }

  /// F_SETPIPE_SZ, which Swift's Glibc does not have.
  private static let setPipeSize: Int32 = 1031

  /// The reading end of a pipe with these bytes in it, its writing end closed.
  private static func pipe(holding bytes: [UInt8]) throws -> Int32 {
    var ends: [Int32] = [0, 0]
    guard Glibc.pipe(&ends) == 0 else { throw Problem.system("cannot make", path: "pipe") }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    defer { close(ends[1]) }
    guard bytes.isEmpty || fcntl(ends[1], setPipeSize, 1 << 20) >= bytes.count else {
      throw Problem(.readWrite, "too much for a pipe", got: "\(bytes.count) bytes")
    }
    let count = bytes.withUnsafeBytes { write(ends[1], $0.baseAddress, $0.count) }
    guard count == bytes.count else { throw Problem.system("cannot fill", path: "pipe") }
    return ends[0]
  }

  private static func contents(_ descriptor: Int32) -> [UInt8] {
    let size = Int(lseek(descriptor, 0, SEEK_END))
    return [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      while count < size {
        let read = pread(descriptor, buffer.baseAddress! + count, size - count, off_t(count))
        if read <= 0 { return }
        count += read
      }
    }
  }
}

/// Checks a refusal: its exit code, nothing on standard output, one line per error, each beginning with the program's
/// name, and the text of the last.
func expectRefusal(
  _ result: CommandResult, _ status: Int32, _ parts: [String],
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(result.output.isEmpty, "\(result.text)", sourceLocation: sourceLocation)
  expectFailure(result, status, parts, sourceLocation: sourceLocation)
}

/// The same for a command that may have printed results before.
func expectFailure(
  _ result: CommandResult, _ status: Int32, _ parts: [String],
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(result.status == status, "\(result.errors)", sourceLocation: sourceLocation)
  for line in result.errorLines {
    #expect(line.hasPrefix("ul2prep: "), "\(line)", sourceLocation: sourceLocation)
  }
  let last = String(result.errorLines.last ?? "")
  for part in parts {
    #expect(last.contains(part), "\(last)", sourceLocation: sourceLocation)
  }
}

/// Checks that a command did what it should: exit code 0, and nothing on standard error but notes.
func expectSuccess(
  _ result: CommandResult, sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(result.status == 0, "\(result.errors)", sourceLocation: sourceLocation)
  for line in result.errorLines {
    #expect(line.hasPrefix("ul2prep: "), "\(line)", sourceLocation: sourceLocation)
  }
}
