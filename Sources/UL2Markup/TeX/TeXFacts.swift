/// Facts of one pass over a TeX file about its part in a paper.
struct TeXFacts {
  private(set) var hasClass = false
  private(set) var hasDocument = false
  /// Of the classes `subfiles` and `standalone`: a part of something else, or a figure.
  private(set) var isFragment = false
  /// Plain TeX's end, near the end of the file.
  private(set) var hasEnd = false
  /// Whether there are enough commands for it to be TeX at all.
  private(set) var hasCommands = false
  /// The files that it inputs, as written, and whether they are looked for beside it first.
  private(set) var inputs: [(path: String, isImported: Bool)] = []
  /// The documents that it says it belongs to: `xr`'s, an editor's root.
  private(set) var owners: [String] = []

  private var failures = 0

  /// More inputs of a file than these are not followed.
  private static let mostInputs = 10_000

  /// - Parameters:
  ///   - text: without comments.
  ///   - original: with them.
  init(_ text: [UInt8], original: [UInt8]) {
    var words = 0
    var at = 0
    while true {
      let backslash = text.index(of: UInt8(ascii: "\\"), from: at, to: text.count)
      guard backslash + 1 < text.count else { break }
      at = backslash + 1
      if words < 3, backslash + 2 < text.count, text[at].isASCIILetter, text[at + 1].isASCIILetter {
        words += 1
      }
      switch text[at] {
      case UInt8(ascii: "d"): readClass(text, at)
      case UInt8(ascii: "b"): readBegin(text, at)
      case UInt8(ascii: "e"): readEnd(text, at)
      case UInt8(ascii: "i"), UInt8(ascii: "I"), UInt8(ascii: "s"), UInt8(ascii: "@"),
        UInt8(ascii: "c"), UInt8(ascii: "l"):
        at = readInput(text, backslash) ?? at
      default: break
      }
      // `\\\\input` is a line break and a word.
      if text[backslash + 1] == UInt8(ascii: "\\") { at = backslash + 2 }
    }
    hasCommands = words >= 3
    readRoot(original)
  }

  private mutating func readClass(_ text: [UInt8], _ at: Int) {
    guard !hasClass, text.has("documentclass", at: at) || text.has("documentstyle", at: at),
      let start = text.index(behindWord: "documentclass".utf8.count, at: at)
    else { return }
    hasClass = true
    var name = text.skippingTeXSpace(start)
    if let options = text.option(at: name, limit: 4096) {
      name = text.skippingTeXSpace(options.upperBound + 1)
    }
    guard let group = text.group(at: name, limit: 256) else { return }
    let trimmed = text[text.trimmed(group)]
    isFragment = ["subfiles", "standalone"].contains { trimmed.elementsEqual($0.utf8) }
  }

  private mutating func readBegin(_ text: [UInt8], _ at: Int) {
    if text.has("begin{document}", at: at) {
      hasDocument = true
    } else if text.has("bye", at: at), text.index(behindWord: 3, at: at) != nil {
      hasEnd = hasEnd || at + 4096 > text.count
    }
  }

  private mutating func readEnd(_ text: [UInt8], _ at: Int) {
    if text.has("externaldocument", at: at) {
      var start = text.skippingTeXSpace(at + "externaldocument".utf8.count)
      if let options = text.option(at: start, limit: 256) { start = options.upperBound + 1 }
      if let name = text.group(at: start, limit: 512) { add(owner: text[name]) }
      return
    }
    guard at + 4096 > text.count, !hasEnd else { return }
    if text.has("enddocument", at: at) {
      hasEnd = text.index(behindWord: "enddocument".utf8.count, at: at) != nil
    } else if text.has("end", at: at), let end = text.index(behindWord: 3, at: at) {
      // `\\end` alone, and nothing more.
      hasEnd = text[end...].allSatisfy(\.isMarkupSpace) || text.has("\n", at: end)
    }
  }

  private mutating func readInput(_ text: [UInt8], _ backslash: Int) -> Int? {
    guard inputs.count < Self.mostInputs, failures < 1000 else { return nil }
    guard let input = TeXInput(text, at: backslash) else {
      // Most are other commands; a brace that is never closed costs a search.
      if text.has("InputIf", at: backslash + 1) { failures += 1 }
      return nil
    }
    switch input.kind {
    case .question, .listing, .listingOf: return nil
    case .file, .braced, .directory, .fileIfThere:
      var path = String(decoding: input.path, as: UTF8.self)
      if let directory = input.directory {
        path = joined(String(decoding: directory, as: UTF8.self), path)
      }
      inputs.append((path, input.kind == .directory))
      return Swift.min(input.end, text.count)
    }
  }

  /// `%!TEX root = ../main.tex`, in the first lines.
  private mutating func readRoot(_ original: [UInt8]) {
    let head = Array(original.prefix(2048))
    var from = 0
    while let percent = head.firstIndex(of: "%", from: from) {
      let end = head.index(of: 0x0A, from: percent, to: head.count)
      from = end
      let line = Array(head[percent..<end])
      let lower = line.map(\.asciiLowercased)
      guard let tex = lower.firstIndex(of: "!tex", from: 0),
        let root = lower.firstIndex(of: "root", from: tex),
        let equals = lower.firstIndex(of: "=", from: root)
      else { continue }
      add(owner: line[(equals + 1)...])
    }
  }

  private mutating func add(owner: ArraySlice<UInt8>) {
    guard owners.count < 64 else { return }
    owners.append(
      String(decoding: owner.filter { $0 != UInt8(ascii: "\"") }, as: UTF8.self).trimmed)
  }
}

extension [UInt8] {
  /// The place after a word of `count` letters at `start`; nil where more letters follow.
  fileprivate func index(behindWord count: Int, at start: Int) -> Int? {
    let end = start + count
    guard end <= self.count else { return nil }
    return end < self.count && self[end].isASCIILetter ? nil : end
  }
}
