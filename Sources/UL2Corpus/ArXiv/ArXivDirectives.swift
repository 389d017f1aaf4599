import UL2Markup

/// Directives of a paper's `00README` for its files (https://info.arxiv.org/help/00README.html):
/// which are processed, in order, and which are ignored. Of several the first format listed counts.
struct ArXivDirectives {
  private(set) var documents: [String] = []
  private(set) var ignored: Set<String> = []

  /// A longer one is ignored.
  private static let longest = 1 << 20

  static let endings = ["json", "jsn", "yaml", "yml", "toml", "ndjson", "xxx", "txt", ""]

  static func isReadme(_ name: String) -> Bool { ending(name) != nil }

  /// `json` of `00README.json`; nil where it is no such file.
  private static func ending(_ name: String) -> String? {
    let last = lastPart(name)
    guard last.utf8.first == UInt8(ascii: "0") else { return nil }
    let base = last.lowercased()
    guard base.hasPrefix("00readme") else { return nil }
    let rest = base.dropFirst("00readme".count)
    if rest.isEmpty { return "" }
    guard rest.hasPrefix("."), endings.contains(String(rest.dropFirst())) else { return nil }
    return String(rest.dropFirst())
  }

  /// - Parameter texts: of the paper's files, by name.
  init(_ texts: [String: [UInt8]]) {
    let readmes = texts.keys.compactMap { name -> (depth: Int, rank: Int, name: String)? in
      guard let ending = Self.ending(name), let rank = Self.endings.firstIndex(of: ending) else {
        return nil
      }
      return (name.utf8.count { $0 == UInt8(ascii: "/") }, rank, name)
    }
    for readme in readmes.sorted(by: { $0 < $1 }) {
      guard let text = texts[readme.name], text.count < Self.longest else { continue }
      read(text, Self.endings[readme.rank], in: directoryName(readme.name))
      if !documents.isEmpty || !ignored.isEmpty { return }
    }
  }

  private mutating func read(_ text: [UInt8], _ ending: String, in directory: String) {
    let sources: [SourceFile] =
      switch ending {
      case "json", "jsn", "ndjson": Self.json(text)
      case "yaml", "yml": ReadmeYAML.sources(text)
      case "toml": ReadmeTOML.sources(text)
      default: Self.lines(text)
      }
    for source in sources.prefix(ArXivPaper.mostFiles) {
      guard let name = source.name else { continue }
      let path = TeXFiles.normalized(joined(directory, name))
      switch source.usage?.lowercased() {
      case "toplevelfile", "toplevel": documents.append(path)
      case "ignore": ignored.insert(path)
      // A file that is not mentioned is processed.
      case nil where !source.hasMore: documents.append(path)
      default: break
      }
    }
  }

  /// A file of the list.
  struct SourceFile: Equatable {
    var name: String?
    var usage: String?
    /// Whether it is mentioned otherwise.
    var hasMore = false

    mutating func set(_ key: String, _ value: String) {
      switch key {
      case "filename": name = value
      case "usage": usage = value
      default: hasMore = true
      }
    }
  }

  /// `main.tex toplevelfile`, one file per line.
  private static func lines(_ text: [UInt8]) -> [SourceFile] {
    text.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }).prefix(ArXivPaper.mostFiles)
      .compactMap { line in
        let words = line.split(whereSeparator: \.isMarkupSpace).map {
          String(decoding: $0, as: UTF8.self)
        }
        guard words.count >= 2, let usage = words.last else { return nil }
        return SourceFile(
          name: words.dropLast().joined(separator: " "), usage: usage, hasMore: true)
      }
  }

  static func json(_ text: [UInt8]) -> [SourceFile] {
    guard let value = try? JSONValue.parse(text, path: "00README.json") else { return [] }
    return (value["sources"]?.array ?? []).map { source in
      var file = SourceFile()
      for member in source.members ?? [] where member.value != .null {
        file.set(member.key, member.value.string ?? "")
      }
      return file
    }
  }
}
