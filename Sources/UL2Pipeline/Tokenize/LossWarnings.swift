/// Warnings before texts are tokenized by a model that changes them: one line per loss.

extension TokenizeJob {
  /// The name of the source in messages: a mixture's may be read as JSON Lines.
  var name: String { title ?? source.name }

  /// Whether its documents are source code, which is nothing without its lines.
  var holdsCode: Bool { Self.codeSources.contains(source.name) || Self.codeSources.contains(name) }

  private static let codeSources: Set = ["github", "the_stack"]
}

/// Lines for what decoding would not give back of the texts of `jobs`.
func lossWarnings(_ losses: TextLosses, _ jobs: [TokenizeJob]) -> [String] {
  let code = jobs.filter(\.holdsCode).map(\.name)
  let text = jobs.filter { !$0.holdsCode }.map(\.name)
  let all = jobs.map(\.name)
  var lines: [String] = []
  /// Names what is hurt most.
  func add(_ fate: TextLosses.Fate, _ what: String, inCode: String, inText: String) {
    let change: String
    switch fate {
    case .kept: return
    case .space: change = "turns \(what) into spaces"
    case .removed: change = "leaves out \(what)"
    case .unknown: change = "has no piece for \(what)"
    case .other: change = "changes \(what)"
    }
    let hurt = code.isEmpty ? "\(inText) \(listed(text))" : "\(inCode) \(listed(code))"
    lines.append("this model \(change): \(hurt) cannot be restored")
  }
  add(losses.newlines, "newlines", inCode: "code in", inText: "lines and paragraphs in")
  add(losses.tabs, "tabs", inCode: "tables and indentation of code in", inText: "tables in")
  if losses.blankLines != .kept {
    lines.append("this model keeps no blank lines: paragraphs in \(listed(all)) cannot be restored")
  }
  switch losses.spaces {
  case .kept: break
  case .space:
    let hurt =
      code.isEmpty ? "columns in \(listed(text))" : "indentation of code in \(listed(code))"
    lines.append("this model turns runs of spaces into one space: \(hurt) cannot be restored")
  default:
    add(losses.spaces, "runs of spaces", inCode: "indentation of code in", inText: "columns in")
  }
  if losses.indentation != .kept {
    let hurt = code.isEmpty ? "layout in \(listed(text))" : "code in \(listed(code))"
    lines.append(
      "this model drops spaces at the beginning of lines or texts: \(hurt) cannot be restored")
  }
  if losses.ends != .kept {
    lines.append("this model drops spaces and newlines at the end of texts in \(listed(all))")
  }
  if losses.foldsCase {
    lines.append(
      "this model makes letters lower case: names and code in \(listed(all)) cannot be restored")
  }
  if !losses.replacements.isEmpty {
    let shown = losses.replacements.prefix(6).map { replacement in
      replacement.becomes.allSatisfy { $0 == " " }
        ? "\(shownCharacter(replacement.character)) left out"
        : "\(shownCharacter(replacement.character)) as \(replacement.becomes)"
    }
    lines.append(
      "this model replaces some characters (\(some(shown, of: losses.replacements.count))): decoding does not give them back in \(listed(all))"
    )
  }
  if !losses.unknown.isEmpty {
    let shown = losses.unknown.prefix(8).map { kind in
      kind.characters.count == kind.of
        ? kind.kind
        : "\(kind.characters.prefix(3).map(shownCharacter).joined(separator: " ")) of \(kind.kind)"
    }
    lines.append(
      "this model has no pieces for \(some(shown, of: losses.unknown.count)): they become unknown tokens in \(listed(all))"
    )
  }
  return lines
}

/// `a, b and 5 more`.
private func some(_ shown: [String], of count: Int) -> String {
  let rest = count - shown.count
  return shown.joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")
}

/// `a, b and c`, or how many there are.
private func listed(_ names: [String]) -> String {
  if names.count > 4 { return "\(names[0]) and \(names.count - 1) other sources" }
  return names.count < 2
    ? names.first ?? ""
    : names.dropLast().joined(separator: ", ") + " and " + names[names.count - 1]
}

/// A character that can be seen, else its number.
private func shownCharacter(_ character: String) -> String {
  guard let scalar = character.unicodeScalars.first else { return "" }
  let isBlank = scalar.properties.isWhitespace || scalar.properties.isDefaultIgnorableCodePoint
  if !isBlank, scalar.properties.generalCategory != .control { return character }
  let digits = String(scalar.value, radix: 16, uppercase: true)
  return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
}
