/// Lists: on lines of their own, or within a sentence, where a list would tear it.
extension TemplateRenderer {
  /// `{{ubl|a|b}}`: each argument an item, `* a`, with the bullet that it is told.
  mutating func writeList(_ bullet: [UInt8]) {
    let items = arguments.filled
    if items.isEmpty { return }
    if context.isInline || bullet.isEmpty {
      for (i, item) in items.enumerated() {
        if i > 0 { write(", ") }
        write(item)
      }
      return
    }
    for item in items {
      write("\n")
      write(bullet)
      write(" ")
      write(item)
    }
    write("\n")
  }

  /// `{{plainlist|* a …}}`: lines that are items already.
  mutating func writeLines() {
    guard let text = arguments[0] else { return }
    guard context.isInline else {
      write("\n")
      write(text)
      return write("\n")
    }
    var isFirst = true
    for line in bytes[text].split(separator: 0x0A) {
      let item = bytes.withoutMarks(line.startIndex..<line.endIndex)
      let start = bytes[item].firstIndex { !"*#:; ".utf8.contains($0) } ?? item.upperBound
      if start == item.upperBound { continue }
      if !isFirst { write(", ") }
      isFirst = false
      write(start..<item.upperBound)
    }
  }

  // MARK: Words

  /// All letters, by Unicode's mapping.
  mutating func writeCase(_ map: (Unicode.Scalar.Properties) -> String) {
    guard let range = arguments[0] else { return }
    var at = range.lowerBound
    while at < range.upperBound { at = writeScalar(at, range.upperBound, map) }
  }

  /// The first letter.
  mutating func writeFirst(_ map: (Unicode.Scalar.Properties) -> String) {
    guard let range = arguments[0] else { return }
    let end = writeScalar(range.lowerBound, range.upperBound, map)
    write(end..<range.upperBound)
  }

  /// Writes the scalar at `at`, mapped; where the next one begins.
  private mutating func writeScalar(
    _ at: Int, _ end: Int, _ map: (Unicode.Scalar.Properties) -> String
  ) -> Int {
    var next = at + 1
    while next < end, bytes[next] & 0xC0 == 0x80 { next += 1 }
    if let scalar = String(decoding: bytes[at..<next], as: UTF8.self).unicodeScalars.first {
      write(map(scalar.properties))
    }
    return next
  }
}
