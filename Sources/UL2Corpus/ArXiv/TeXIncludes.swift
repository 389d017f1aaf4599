/// Puts a paper's files together as TeX does: `\input`, `\include`, `\subfile`, `\import`.

/// A command that inputs a file.
struct TeXInput {
  let path: String
  let end: Int

  /// Longer names are none.
  private static let longestPath = 512

  /// The command whose backslash stands at `backslash`; nil when it is another one.
  init?(_ text: [UInt8], at backslash: Int) {
    let word = text.controlWord(at: backslash)
    let takesDirectory = text.isWord(word, "import") || text.isWord(word, "subimport")
    let takesPlain = text.isWord(word, "input")
    guard
      takesDirectory || takesPlain || text.isWord(word, "include") || text.isWord(word, "subfile")
    else { return nil }
    let start = text.skippingTeXSpace(word.upperBound)
    if let group = text.group(at: start, limit: Self.longestPath) {
      guard takesDirectory else {
        path = Self.name(text, group)
        end = group.upperBound + 1
        return
      }
      let second = text.skippingTeXSpace(group.upperBound + 1)
      guard let name = text.group(at: second, limit: Self.longestPath) else { return nil }
      let directory = Self.name(text, group)
      path = joined(directory, Self.name(text, name))
      end = name.upperBound + 1
      return
    }
    // `\input file`, up to white space.
    guard takesPlain, start > word.upperBound else { return nil }
    var at = start
    while at < text.count, at - start < Self.longestPath, !text[at].isMarkupSpace,
      !"\\{}%".utf8.contains(text[at])
    { at += 1 }
    guard at > start else { return nil }
    path = Self.name(text, start..<at)
    end = at
  }

  private static func name(_ text: [UInt8], _ range: Range<Int>) -> String {
    String(decoding: text[text.trimmed(range)].filter { $0 != UInt8(ascii: "\"") }, as: UTF8.self)
  }
}

/// Expands inputs, with a stack of files instead of recursion.
struct TeXIncludes {
  /// A file that inputs itself is left out there; these bound what else can grow.
  private static let deepest = 32
  private static let longest = 64 << 20
  private static let most = 10_000

  private struct Open {
    var name: String
    var text: [UInt8]
    var at: Int
    var end: Int
  }

  /// The text of `main` with the files that it inputs; what is not in the paper stays a command.
  static func expand(_ main: String, _ files: TeXFiles) -> [UInt8] {
    var output: [UInt8] = []
    var count = 0
    var open = [opened(main, files, isMain: true)]
    while var file = open.popLast() {
      let next = file.text[file.at..<file.end].firstIndex(of: UInt8(ascii: "\\")) ?? file.end
      output.append(contentsOf: file.text[file.at..<next])
      file.at = next
      guard next < file.end else { continue }
      let word = file.text.controlWord(at: next)
      if file.text.isWord(word, "endinput") { continue }
      guard output.count < longest, count < most, let input = TeXInput(file.text, at: next),
        let name = files.resolve(input.path, from: file.name, main: main)
      else {
        let end = min(max(word.upperBound, next + 2), file.end)
        output.append(contentsOf: file.text[next..<end])
        file.at = end
        open.append(file)
        continue
      }
      count += 1
      file.at = min(input.end, file.end)
      open.append(file)
      if open.count < deepest, !open.contains(where: { $0.name == name }) {
        open.append(opened(name, files, isMain: false))
      }
    }
    return output
  }

  /// Of a subfile that can also stand alone, only the document belongs to the whole.
  private static func opened(_ name: String, _ files: TeXFiles, isMain: Bool) -> Open {
    let text = files.stripped[name] ?? []
    let body = isMain ? nil : TeXBody.document(in: text)
    return Open(
      name: name, text: text, at: body?.lowerBound ?? 0, end: body?.upperBound ?? text.count)
  }
}
