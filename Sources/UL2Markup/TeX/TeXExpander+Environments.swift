/// Environments: the document, verbatim text, bibliographies, authors' own environments.
extension TeXExpander {
  mutating func beginEnvironment() -> Bool {
    guard let range = current.text.environmentName(from: current.at), range.upperBound < current.end
    else { return false }
    let start = range.upperBound + 1
    if current.text.isWord(range, "document") {
      guard !isInBody else { return false }
      isInBody = true
      output = TeXOutput()
      output.reserve(files.size)
      conditions.removeAll()
      current.at = start
      return leaveAtLetters()
    }
    let name = TeXName(current.text, range)
    if isBibliography(range) {
      current.at = behindEnd(of: range, from: start) ?? current.end
      output.dropReferencesHeading()
      return removed()
    }
    if Self.copies.contains(name) || isCopyOfAbstract(range) {
      guard let end = behindEnd(of: range, from: start) else { return false }
      current.at = end
      return removed()
    }
    if texVerbatimEnvironments.contains(name) {
      guard let end = current.ends.end(of: range, in: current.text, from: start, to: current.end)
      else { return false }
      output.append("\\begin")
      output.append(current.text, current.at..<end)
      current.at = end
      return true
    }
    if dropsAppendix, isInBody,
      current.text.isWord(range, "appendix") || current.text.isWord(range, "appendices")
    {
      finish()
      return true
    }
    return expandEnvironment(Self.begin(name), behind: start)
  }

  /// The place after the end of the environment whose name is at `place`.
  private mutating func behindEnd(of place: Range<Int>, from start: Int) -> Int? {
    current.ends.end(of: place, in: current.text, from: start, to: current.end).map {
      min($0 + "\\end{}".utf8.count + place.count, current.end)
    }
  }

  private func isBibliography(_ name: Range<Int>) -> Bool {
    let text = current.text
    let ending: StaticString = "bibliography"
    return name.count >= ending.utf8CodeUnitCount
      && text.has(ending, at: name.upperBound - ending.utf8CodeUnitCount)
      || name.count == 10 && text.hasIgnoringCase("references".utf8, at: name.lowerBound)
      || text.isWord(name, "biblist") || text.isWord(name, "bibdiv")
  }

  private mutating func isCopyOfAbstract(_ name: Range<Int>) -> Bool {
    guard current.text.isWord(name, "webabstract") else { return false }
    let known = hasAbstract ?? files.hasAbstract(main)
    hasAbstract = known
    return known
  }

  /// For machines: an abstract again as HTML or ASCII, a classification as XML, pages' own HTML.
  private static let copies = Set(
    ["htmlabstract", "asciiabstract", "CCSXML", "htmlonly", "rawhtml"].map { TeXName($0.utf8) })

  mutating func endEnvironment() -> Bool {
    guard let range = current.text.environmentName(from: current.at), range.upperBound < current.end
    else {
      // Plain TeX ends so.
      if isPlain, !current.text.has("{", at: current.at) {
        finish()
        return true
      }
      return false
    }
    if isInBody, current.text.isWord(range, "document") {
      finish()
      return true
    }
    return expandEnvironment(Self.end(TeXName(current.text, range)), behind: range.upperBound + 1)
  }

  private mutating func expandEnvironment(_ key: TeXName, behind end: Int) -> Bool {
    guard case .macro(let macro) = commands[key] else { return false }
    let start = current.at
    current.at = end
    if expand(macro, key) { return true }
    current.at = start
    return false
  }
}

extension [UInt8] {
  /// The place after the `[…]` and `{…}` that are at `start`.
  func behindArguments(from start: Int) -> Int {
    var at = start
    if let options = option(at: at, limit: 1024) { at = options.upperBound + 1 }
    return group(at: skippingTeXSpace(at), limit: 4096).map { $0.upperBound + 1 } ?? at
  }
}
