/// Outputs of an earlier revision, unpacked beside links to the fixtures: a working directory in which its commands,
/// with relative names, can be run again.
import Glibc
import TestSupport
import UL2Pipeline

struct EarlierOutputs {
  let scratch = Scratch()

  static let folder = fixture("outputs-1dde2bb")

  init(_ folder: String = folder) throws {
    let archive = folder + "/outputs.tar.gz"
    let result = try Command(
      "/usr/bin/env",
      ["tar", "--extract", "--gzip", "--file", archive, "--directory", scratch.path]
    ).wait()
    guard result.status == 0 else {
      throw Problem(.readWrite, "cannot unpack", path: archive, got: result.errors)
    }
    for name in ["fixtures", "mixtures"] {
      try scratch.link(name, to: repositoryRoot + "/" + name)
    }
    let model = try readFile(Model.bpe.path)
    for name in String(decoding: try readFile(scratch("models.txt")), as: UTF8.self)
      .split(separator: "\n")
    {
      try scratch.write(model, to: String(name))
    }
  }

  /// The command of an output, with its destination, as in `commands.txt`.
  static func command(_ name: String, to output: String) throws -> [String] {
    for line in try lines(ofFile: folder + "/commands.txt") {
      let words = line.split(separator: " ").map(String.init)
      if words[0] == name { return words.dropFirst() + ["--output", output] }
    }
    throw Problem(.badInput, "no such command", path: folder + "/commands.txt", got: name)
  }

  /// Runs the program among the outputs.
  func run(_ arguments: [String]) throws -> CommandResult {
    try ul2prep(arguments, directory: scratch.path)
  }

  /// The same, without waiting for its end.
  func start(_ arguments: [String]) throws -> Command {
    try Command("/usr/bin/env", ["-C", scratch.path, programPath] + arguments)
  }
}

func lines(ofFile path: String) throws -> [String] {
  String(decoding: try readFile(path), as: UTF8.self).split(separator: "\n").map(String.init)
}
