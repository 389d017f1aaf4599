/// What begins and ends: the document, verbatim text, bibliographies, authors' own environments.
extension TeXExpander {
  mutating func beginEnvironment() -> Bool {
    guard let range = current.text.environmentName(from: current.at), range.upperBound < current.end
    else { return false }
    let name = Array(current.text[range])
    let start = range.upperBound + 1
    if name == Array("document".utf8) {
      guard !isInBody else { return false }
      isInBody = true
      output = TeXOutput()
      output.reserve(files.size)
      conditions.removeAll()
      current.at = start
      return leaveAtLetters()
    }
    if name.hasSuffix("bibliography") || name.elementsEqualIgnoringCase("references")
      || name == Array("biblist".utf8) || name == Array("bibdiv".utf8)
    {
      let end = current.ends.end(of: name, in: current.text, from: start, to: current.end)
      current.at = min(
        end.map { $0 + "\\end{}".utf8.count + name.count } ?? current.end, current.end)
      output.dropReferencesHeading()
      return removed()
    }
    if Self.copies.contains(name) || isCopyOfAbstract(name) {
      guard let end = current.ends.end(of: name, in: current.text, from: start, to: current.end)
      else { return false }
      current.at = min(end + "\\end{}".utf8.count + name.count, current.end)
      return removed()
    }
    if texVerbatimEnvironments.contains(name) {
      guard let end = current.ends.end(of: name, in: current.text, from: start, to: current.end)
      else { return false }
      output.append("\\begin")
      output.append(current.text[current.at..<end])
      current.at = end
      return true
    }
    if dropsAppendix, isInBody, name == Array("appendix".utf8) || name == Array("appendices".utf8) {
      finish()
      return true
    }
    return expandEnvironment(Self.begin(TeXName(name)), name, behind: start)
  }

  private mutating func isCopyOfAbstract(_ name: [UInt8]) -> Bool {
    guard name == Array("webabstract".utf8) else { return false }
    let known = hasAbstract ?? files.hasAbstract(main)
    hasAbstract = known
    return known
  }

  /// For machines: an abstract again as HTML or ASCII, a classification as XML, pages' own HTML.
  private static let copies = Set(
    ["htmlabstract", "asciiabstract", "CCSXML", "htmlonly", "rawhtml"].map { Array($0.utf8) })

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
    let name = Array(current.text[range])
    if name == Array("document".utf8), isInBody {
      finish()
      return true
    }
    return expandEnvironment(Self.end(TeXName(name)), name, behind: range.upperBound + 1)
  }

  private mutating func expandEnvironment(
    _ key: TeXName, _ name: [UInt8], behind end: Int
  ) -> Bool {
    guard case .macro(let macro) = commands[key] else { return false }
    let start = current.at
    current.at = end
    if expand(macro, key) { return true }
    current.at = start
    return false
  }
}

extension [UInt8] {
  fileprivate func hasSuffix(_ ending: StaticString) -> Bool {
    has(ending, at: count - ending.utf8CodeUnitCount)
  }

  fileprivate func elementsEqualIgnoringCase(_ word: StaticString) -> Bool {
    unsafe count == word.utf8CodeUnitCount && hasIgnoringCase(word.bytes, at: 0)
  }

  /// The place behind the `[…]` and `{…}` that stand at `start`.
  func behindArguments(from start: Int) -> Int {
    var at = start
    if let options = option(at: at, limit: 1024) { at = options.upperBound + 1 }
    return group(at: skippingTeXSpace(at), limit: 4096).map { $0.upperBound + 1 } ?? at
  }
}
