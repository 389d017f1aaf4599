/// `ul2prep manual`: the manual's pages, for installing the program. Not shown: users have `man`.
import ArgumentParser
import UL2Pipeline

struct ManualCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "manual",
    abstract: "Write the manual's pages into a directory: ul2prep.1, and one for each command.",
    usage: "ul2prep manual <directory>",
    discussion: """
        ul2prep manual out/man1
      """,
    shouldDisplay: false)

  @Argument(
    help: "The directory for the pages, made if there is none.", completion: .directory)
  var directory: String

  func run() throws {
    try makeDirectories(directory)
    let help = try JSONValue.parse(Array(Root._dumpHelp().utf8), path: "help")
    for page in ManualPage.all(help["command"] ?? .null) {
      try AtomicFile.write(Array(page.text.utf8), to: joined(directory, page.name + ".1"))
    }
  }
}
