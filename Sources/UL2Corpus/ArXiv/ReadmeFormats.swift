/// The little of YAML and TOML that a paper's `00README` is written in: a list of files under `sources`, each
/// with a few keys and plain or quoted texts.
enum ReadmeYAML {
  static func sources(_ text: [UInt8]) -> [ArXivDirectives.SourceFile] {
    // JSON is YAML.
    if text.first(where: { !$0.isMarkupSpace }) == UInt8(ascii: "{") {
      return ArXivDirectives.json(text)
    }
    var files: [ArXivDirectives.SourceFile] = []
    var indent: Int?
    let lines = text.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D })
    for (number, line) in lines.enumerated() {
      let words = ReadmeValues.withoutComment(line)
      guard let start = words.firstIndex(where: { $0 != 0x20 && $0 != 0x09 }) else { continue }
      let depth = start - words.startIndex
      var rest = words[start...]
      guard let list = indent else {
        guard depth == 0, ReadmeValues.key(&rest, ":") == "sources" else { continue }
        // `sources: [{filename: a.tex, usage: toplevel}]`
        if let flow = rest.first(where: { $0 != 0x20 }), flow == UInt8(ascii: "[") {
          return ReadmeValues.inline(Array(lines[number...].joined(separator: [0x0A])), ":")
        }
        indent = 0
        continue
      }
      if rest.first == UInt8(ascii: "-") {
        files.append(ArXivDirectives.SourceFile())
        rest = rest.dropFirst().drop { $0 == 0x20 || $0 == 0x09 }
        if rest.first == UInt8(ascii: "{") {
          if let file = ReadmeValues.inline(Array(rest), ":").first {
            files[files.count - 1] = file
          }
          continue
        }
      } else if depth <= list {
        // The next key of the file.
        break
      }
      guard !files.isEmpty, let key = ReadmeValues.key(&rest, ":") else { continue }
      files[files.count - 1].set(key, ReadmeValues.text(rest))
    }
    return files
  }
}

enum ReadmeTOML {
  static func sources(_ text: [UInt8]) -> [ArXivDirectives.SourceFile] {
    var files: [ArXivDirectives.SourceFile] = []
    var isInSources = false
    let lines = text.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D })
    for (number, line) in lines.enumerated() {
      var rest = ReadmeValues.withoutComment(line).drop { $0 == 0x20 || $0 == 0x09 }
      if rest.first == UInt8(ascii: "[") {
        let table = rest.filter { !" \t[]\"'".utf8.contains($0) }
        isInSources = table.elementsEqual("sources".utf8)
        if isInSources { files.append(ArXivDirectives.SourceFile()) }
        continue
      }
      guard let key = ReadmeValues.key(&rest, "=") else { continue }
      if isInSources {
        files[files.count - 1].set(key, ReadmeValues.text(rest))
      } else if key == "sources" {
        return ReadmeValues.inline(Array(lines[number...].joined(separator: [0x0A])), "=")
      }
    }
    return files
  }
}

/// Keys and values of both.
private enum ReadmeValues {
  /// Up to a `#` that begins a comment.
  static func withoutComment(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var quote: UInt8?
    for at in line.indices {
      let byte = line[at]
      if let open = quote {
        if byte == open { quote = nil }
      } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
        quote = byte
      } else if byte == UInt8(ascii: "#"),
        at == line.startIndex || line[at - 1] == 0x20 || line[at - 1] == 0x09
      {
        return line[..<at]
      }
    }
    return line
  }

  /// The key before the separator, which is passed; nil where there is none.
  static func key(_ rest: inout ArraySlice<UInt8>, _ separator: Unicode.Scalar) -> String? {
    guard let at = rest.firstIndex(of: UInt8(ascii: separator)) else { return nil }
    let key = text(rest[..<at])
    rest = rest[(at + 1)...]
    return key
  }

  /// A value without its quotes and the white space around it.
  static func text(_ value: ArraySlice<UInt8>) -> String {
    String(decoding: value, as: UTF8.self).trimmed.filter { $0 != "\"" && $0 != "'" }
  }

  /// `{filename: a.tex, usage: toplevel}`, one after the other.
  static func inline(
    _ text: [UInt8], _ separator: Unicode.Scalar
  ) -> [ArXivDirectives.SourceFile] {
    var files: [ArXivDirectives.SourceFile] = []
    for part in text.split(
      separator: UInt8(ascii: "{"), omittingEmptySubsequences: false
    ).dropFirst().prefix(10_000) {
      guard let end = part.firstIndex(of: UInt8(ascii: "}")) else { break }
      var file = ArXivDirectives.SourceFile()
      for pair in part[..<end].split(separator: UInt8(ascii: ",")) {
        var rest = pair
        if let key = key(&rest, separator) { file.set(key, Self.text(rest)) }
      }
      files.append(file)
      // The list ends before anything else of the file.
      let next = part[(end + 1)...].first { !$0.isMarkupSpace }
      if next != UInt8(ascii: ",") { break }
    }
    return files
  }
}
