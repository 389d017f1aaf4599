/// The memory for a document of 100 MB, with one worker: for prose at most four times its size and 100 MB; for one
/// letter again and again, which no model cuts, at most eight times and 100 MB.
import ExactnessSupport
import Glibc
import UL2Tokenizer

struct Peaks {
  /// `ul2prep`.
  let program: String
  private let bytes = 100_000_000

  /// Prints a row per model and text; returns whether all are within their limits.
  func run(_ models: [String], prose: [String]) throws(Problem) -> Bool {
    let folder = "/tmp/ul2prep-peaks-\(getpid())"
    try makeDirectories(folder)
    defer { try? removeTree(folder) }
    let texts = [
      ("prose", 4, try write(pages(prose), to: folder + "/prose.jsonl")),
      ("one letter", 8, try write([0x61], to: folder + "/letter.jsonl")),
    ]
    var isWithin = true
    print("| model | text | peak MB | limit MB | s |\n|---|---|---|---|---|")
    for model in models {
      for (name, factor, path) in texts {
        let output = folder + "/store"
        let cost = try cost(
          of: program,
          [
            "tokenize", "--source", "jsonl", "--workers", "1", "--tokenizer-model", model,
            "--output",
            output, path,
          ])
        try removeTree(output)
        let limit = factor * bytes + 100_000_000
        let isDone = cost.status == 0
        let seconds = (cost.seconds * 10).rounded() / 10
        print(
          "| \(baseName(model)) | \(name) | \(isDone ? "\(cost.peak / 1_000_000)" : "failed") | "
            + "\(limit / 1_000_000) | \(seconds) |")
        isWithin = isWithin && isDone && cost.peak <= limit
        fflush(nil)
      }
    }
    return isWithin
  }

  /// A few hundred kilobytes at most: this process's memory counts as the program's.
  private func pages(_ paths: [String]) throws(Problem) -> [UInt8] {
    var text: [UInt8] = []
    for path in paths where text.count < 300_000 { text += try readFile(path, limit: 1 << 20) }
    guard !text.isEmpty else { throw Problem(.noInput, "no prose") }
    return text
  }

  /// Writes a line of JSON with a text again and again.
  private func write(_ text: [UInt8], to path: String) throws(Problem) -> String {
    var block: [UInt8] = []
    var blockBytes = 0
    while block.count < 1 << 16 {
      var quoted: [UInt8] = []
      appendJSONString(text, to: &quoted)
      block += quoted.dropFirst().dropLast()
      blockBytes += text.count
    }
    let file = try File(writing: path)
    try file.write(Array("{\"text\":\"".utf8))
    for _ in 0..<bytes / blockBytes { try file.write(block) }
    try file.write(Array("\"}\n".utf8))
    return path
  }
}
