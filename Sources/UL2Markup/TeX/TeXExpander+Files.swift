/// Inputs: the files of a paper put in where they are named, each within itself never.
extension TeXExpander {
  mutating func input(_ kind: TeXInput.Kind) -> Bool {
    guard work > 0, output.count < longest, fileCount < Self.mostFiles else { return false }
    guard var input = TeXInput(kind, current.text, behind: current.at), input.end <= current.end
    else {
      work -= 4096
      return false
    }
    let text = current.text
    var path = plainName(input.path)
    if let directory = input.directory {
      path = joined(plainName(directory), path)
      input.directory = nil
    }
    let (includer, isImported) = currentFile
    let name = files.resolve(
      path, from: includer, main: main, isImported: isImported || kind == .directory)
    fileCount += 1
    current.at = input.end
    switch kind {
    case .question:
      return answer(input, isThere: name != nil || files.hasFile(path, from: includer, main: main))
    case .fileIfThere:
      guard let name else {
        push(Reading(text, input.branches[1], .text))
        return true
      }
      read(name, isImported)
      push(Reading(text, input.branches[0], .text))
      return true
    case .listing, .listingOf:
      guard let name else { return isMissing(path) }
      list(name, options: input.options.map { Array(text[$0]) } ?? [])
      return true
    case .file, .braced, .directory:
      guard let name else { return isMissing(path) }
      return read(name, isImported || kind == .directory)
    }
  }

  /// The file's text is read next; false where it is not part of the text here.
  @discardableResult
  private mutating func read(_ name: String, _ isImported: Bool) -> Bool {
    var depth = 0
    var isOpen = false
    for reading in below + [current] {
      guard case .file(let open) = reading.origin else { continue }
      depth += 1
      isOpen = isOpen || open == name
    }
    // A file that inputs itself is left out there, and a bibliography everywhere.
    if isOpen || depth >= Self.deepestFile || name.hasSuffix(".bbl") { return removed() }
    let text = files.stripped[name] ?? []
    // Of a subfile that can also be compiled alone, only the document belongs to the whole; but it
    // is the whole where none has begun yet.
    let body = isInBody ? TeXBody.document(in: text) : nil
    var reading = Reading(text, body, .file(name))
    reading.isImported = isImported
    push(reading)
    return true
  }

  /// The text of a name, whose commands are authors' own or `\jobname`.
  private mutating func plainName(_ name: [UInt8]) -> String {
    guard name.contains(UInt8(ascii: "\\")), argumentDepth < 16, below.count < Self.deepest else {
      return String(decoding: name, as: UTF8.self)
    }
    let text = expanded(name, floor: below.count)
    return String(decoding: text[text.trimmed(0..<text.count)], as: UTF8.self)
  }

  /// A file that the paper has not: a macro package of the system's, or one that was forgotten.
  private mutating func isMissing(_ path: String) -> Bool {
    if isInBody, missing.count < Self.mostFiles { missing.append(path) }
    close(.nothing)
    return true
  }

  /// Whether a style is installed where the paper is made nobody knows.
  private mutating func answer(_ input: TeXInput, isThere: Bool) -> Bool {
    let ending = input.path.split(separator: UInt8(ascii: ".")).last ?? []
    if !isThere,
      ["sty", "cls", "def", "cfg", "fd", "clo"].contains(where: { ending.elementsEqual($0.utf8) })
    {
      return false
    }
    push(Reading(current.text, input.branches[isThere ? 0 : 1], .text))
    return true
  }

  /// Code is shown as it is.
  private mutating func list(_ name: String, options: [UInt8]) {
    let text = files.original[name] ?? []
    let first = Self.line("firstline", options) ?? 1
    let last = Self.line("lastline", options) ?? .max
    output.append("\\begin{verbatim}\n")
    var number = 1
    for line in text.split(separator: 0x0A, omittingEmptySubsequences: false) {
      defer { number += 1 }
      guard number >= first else { continue }
      guard number <= last, output.count < longest else { break }
      output.appendAsIs(line)
      output.append("\n")
    }
    output.append("\\end{verbatim}")
  }

  private static func line(_ key: StaticString, _ options: [UInt8]) -> Int? {
    guard let found = options.firstIndex(of: key, from: 0) else { return nil }
    let digits = options[(found + key.utf8CodeUnitCount)...]
      .drop { $0 == UInt8(ascii: "=") || $0 == 0x20 }.prefix(while: \.isASCIIDigit)
    return Int(String(decoding: digits.prefix(9), as: UTF8.self))
  }

  private var currentFile: (name: String, isImported: Bool) {
    if case .file(let name) = current.origin { return (name, current.isImported) }
    for reading in below.reversed() {
      if case .file(let name) = reading.origin { return (name, reading.isImported) }
    }
    return (main, false)
  }

  mutating func endInput() -> Bool {
    while true {
      if case .file = current.origin {
        current.at = current.end
        return true
      }
      guard argumentDepth == 0, let reading = below.popLast() else {
        current.at = current.end
        return true
      }
      current = reading
    }
  }

  mutating func push(_ reading: Reading) {
    below.append(current)
    current = reading
  }
}
