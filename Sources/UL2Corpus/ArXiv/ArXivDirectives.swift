import UL2Markup

/// What a paper's `00README.XXX` or `00README.json` says of its files
/// (https://info.arxiv.org/help/00README.html).
struct ArXivDirectives: Sendable {
  /// The files that are processed, in order.
  private(set) var mains: [String] = []
  private(set) var ignored: Set<String> = []

  static func isReadme(_ name: String) -> Bool {
    baseName(name).lowercased().hasPrefix("00readme")
  }

  init(_ texts: [String: [UInt8]]) {
    for (name, text) in texts.sorted(by: { $0.key < $1.key }) where Self.isReadme(name) {
      if name.lowercased().hasSuffix(".json") { readJSON(text) } else { readLines(text) }
    }
  }

  /// `main.tex toplevelfile`, a file a line.
  private mutating func readLines(_ text: [UInt8]) {
    for line in text.split(whereSeparator: { $0 == 0x0A }).prefix(ArXivPaper.mostFiles) {
      let words = line.split(whereSeparator: \.isMarkupSpace).map {
        String(decoding: $0, as: UTF8.self)
      }
      guard words.count >= 2 else { continue }
      add(words[0], words[1])
    }
  }

  private mutating func readJSON(_ text: [UInt8]) {
    guard text.count < 1 << 20, let value = try? JSONValue.parse(text, path: "00README.json") else {
      return
    }
    for source in value["sources"]?.array ?? [] {
      if let name = source["filename"]?.string, let usage = source["usage"]?.string {
        add(name, usage)
      }
    }
  }

  private mutating func add(_ name: String, _ directive: String) {
    let name = TeXFiles.normalized(name)
    switch directive {
    case "toplevelfile", "toplevel": mains.append(name)
    case "ignore": ignored.insert(name)
    default: break
    }
  }
}
