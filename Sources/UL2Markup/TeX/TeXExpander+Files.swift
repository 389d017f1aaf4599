/// Inputs: the files of a paper put in where they are named, each within itself never.
extension TeXExpander {
  mutating func input(from start: Int) -> Bool {
    guard output.count < longest, fileCount < Self.mostFiles,
      let input = TeXInput(current.text, at: start), input.end <= current.end,
      let name = files.resolve(input.path, from: currentFile, main: main)
    else { return false }
    fileCount += 1
    current.at = input.end
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
    // Of a subfile that can also stand alone, only the document belongs to the whole.
    push(Reading(text, TeXBody.document(in: text), .file(name)))
    return true
  }

  private var currentFile: String {
    if case .file(let name) = current.origin { return name }
    for reading in below.reversed() {
      if case .file(let name) = reading.origin { return name }
    }
    return main
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
