/// Links: their text stays, their targets go; files, categories and other languages go whole.
extension WikitextScanner {
  /// Longer targets are not titles: MediaWiki's limit is 255 bytes, besides a section's name.
  private static let longestTarget = 1024

  mutating func openBracket() {
    if byte(at + 1) == UInt8(ascii: "[") {
      push(.link, start: output.count, width: 2)
      copy(2)
    } else if frames.last?.kind != .external, let end = addressEnd(from: at + 1) {
      let start = output.count
      copy(end - at)
      push(.external, start: start, width: output.count - start)
    } else {
      copy(1)
    }
  }

  mutating func closeBracket() {
    guard let frame = frames.last else { return copy(1) }
    if frame.kind == .external {
      pop()
      at += 1
      endExternal(frame)
    } else if frame.kind == .link, byte(at + 1) == UInt8(ascii: "]") {
      let pipe = frame.firstPipe < pipes.count ? pipes[frame.firstPipe] : nil
      pop()
      at += 2
      if !endLink(frame, pipe) { output.append(contentsOf: "]]".utf8) }
    } else {
      copy(1)
    }
  }

  /// The address's end, if one begins at `start`.
  private func addressEnd(from start: Int) -> Int? {
    guard WikitextNames.protocols.contains(where: { bytes.hasIgnoringCase($0.utf8, at: start) })
    else { return nil }
    var end = start
    while end < bytes.count, bytes[end] > 0x20, !Self.endsAddress.contains(bytes[end]),
      !bytes.has("{{", at: end)
    { end += 1 }
    return end
  }

  private static let endsAddress = Set("[]<>\"".utf8)

  private mutating func endExternal(_ frame: Frame) {
    let label = frame.start + frame.width
    if frame.hasLinkInside {
      noteLinkInside()
      erase(frame.start..<label)
    } else if output[label...].allSatisfy({ $0 <= 0x20 }) {
      cut(to: frame.start)
    } else {
      erase(frame.start..<label)
    }
  }

  /// Turns a complete `[[target|text` in the output into its text; false when it is not a link.
  private mutating func endLink(_ frame: Frame, _ pipe: Int?) -> Bool {
    let start = frame.start + frame.width
    let targetEnd = pipe ?? output.count
    guard targetEnd - start <= Self.longestTarget else { return false }
    guard let (first, hasColon) = examineTarget(start..<targetEnd) else { return false }
    if hasColon, names.isHidden(target(start..<targetEnd)) {
      cut(frame)
      return true
    }
    // MediaWiki has no links inside links: the outer brackets are text.
    if frame.hasLinkInside { return false }
    noteLinkInside()
    guard let pipe else {
      erase(frame.start..<(first == UInt8(ascii: ":") ? start + 1 : start))
      return true
    }
    if output[(pipe + 1)...].allSatisfy({ $0 <= 0x20 }) {
      let target = target(start..<targetEnd)
      output.removeLast(output.count - frame.start)
      output.append(contentsOf: WikitextNames.withoutContext(target))
    } else {
      erase(frame.start..<pipe + 1)
    }
    return true
  }

  /// A target's first byte and whether it has a colon; nil when it is not a target.
  private func examineTarget(_ range: Range<Int>) -> (first: UInt8, hasColon: Bool)? {
    var first: UInt8?
    var hasColon = false
    for i in range {
      let byte = output[i]
      if byte == 0x0A { return nil }
      if byte <= WikitextMark.last { continue }
      first = first ?? byte
      if byte == UInt8(ascii: ":") { hasColon = true }
    }
    return first.map { ($0, hasColon) }
  }

  private func target(_ range: Range<Int>) -> [UInt8] {
    output[range].filter { $0 > WikitextMark.last }
  }
}
