/// Commands that are stopped wherever a test wants, however fast the machine.
import Glibc
import TestSupport
import Testing
import UL2Pipeline

extension Command {
  /// A run of `ul2prep` that has stopped as soon as `count` files of its output's `.ul2prep/` had names that match
  /// `pattern`: records of finished units are "?????.done".
  static func paused(
    at pattern: String, count: Int = 1, _ arguments: [String], environment: [String: String] = [:]
  ) throws -> Command {
    let command = try Command(
      programPath, arguments,
      environment: environment.merging(
        [
          "LD_PRELOAD": try pauseLibrary.get().path, "PAUSE_AT": "*/.ul2prep/" + pattern,
          "PAUSE_COUNT": "\(count)",
        ]) { old, _ in old })
    guard try command.waitsUntilStopped() else {
      throw Problem(
        .readWrite, "ended before it was to be stopped", got: "\(try command.wait())",
        expected: "\(count) × \(pattern)")
    }
    return command
  }

  /// Sends a stopped command a signal, lets it continue, and waits for its end.
  func end(by number: Int32) throws -> CommandResult {
    signal(number)
    signal(SIGCONT)
    return try wait()
  }
}

private struct PauseLibrary {
  private let scratch = Scratch()
  var path: String { scratch("pause.so") }

  init() throws {
    let result = try Command(
      "/usr/bin/env",
      [
        "clang", "-O1", "-Wall", "-Werror", "-shared", "-fPIC",
        repositoryRoot + "/Tests/Crash/pause.c",
        "-o", path,
      ]
    ).wait()
    guard result.status == 0 else {
      throw Problem(.readWrite, "pause.c does not compile", got: result.errors)
    }
  }
}

private let pauseLibrary = Result { try PauseLibrary() }
