/// Which of a paper's files are the paper: arXiv's own rule.
///
/// All documents that no other file inputs, in the order that the authors give, else by name, with the one
/// that the others belong to first. A document has a class, in itself or in a file that it inputs, or plain
/// TeX's end. Templates of journals, copies, and stand-alone figures are left out where there is
/// something else, and said.
package struct TeXDocuments {
  /// The authors' list of their files.
  package struct Directives: Sendable {
    package init(documents: [String] = [], ignored: Set<String> = []) {
      self.documents = documents
      self.ignored = ignored
    }

    /// The documents that the paper begins with, in order.
    package var documents: [String]
    package var ignored: Set<String>
  }

  /// A document that is not part of the paper's text.
  package struct LeftOut: Equatable, Sendable {
    package let name: String
    package let reason: String
  }

  /// In the order in which their texts follow each other.
  package private(set) var names: [String] = []
  /// Those that have a `document`, in themselves or in a file that they input; the others are plain TeX.
  private var withDocument: Set<String> = []
  package private(set) var leftOut: [LeftOut] = []

  private let files: TeXFiles
  private var facts: [String: TeXFacts] = [:]
  private var included: Set<String> = []
  /// Whether a file, with all that it inputs, has a class and a `document`, as far as it is known.
  private var reach: [String: Reach] = [:]

  private struct Reach {
    var hasClass = false
    var hasDocument = false
  }

  package init(_ files: TeXFiles, _ directives: Directives) {
    self.files = files
    var candidates: [String] = []
    for (name, text) in files.original
    where TeXFileName.mayBeDocument(name) && looksLikeTeX(text) { candidates.append(name) }
    candidates.sort()
    for name in candidates {
      facts[name] = TeXFacts(files.stripped[name] ?? [], original: files.original[name] ?? [])
    }
    for (name, facts) in facts {
      for input in facts.inputs {
        if let path = resolve(input, from: name), path != name { included.insert(path) }
      }
    }
    let ignored = candidates.filter {
      directives.ignored.contains($0) || files.original[$0]?.has("%auto-ignore", at: 0) == true
    }
    candidates.removeAll { ignored.contains($0) }
    let named = directives.documents.compactMap { candidate($0) }
    if named.isEmpty {
      choose(among: candidates)
      // Authors who say that all of it is to be ignored are mistaken.
      if names.isEmpty { choose(among: ignored.filter { directives.ignored.contains($0) }) }
    } else {
      for name in named where !names.contains(name) { names.append(name) }
    }
    for name in candidates + ignored
    where !names.contains(name) && !included.contains(name) && isDocument(name)
      && !leftOut.contains(where: { $0.name == name })
    {
      leftOut.append(LeftOut(name: name, reason: "document that its paper leaves out"))
    }
    leftOut.sort { $0.name < $1.name }
    for name in names where reach(of: name).hasDocument { withDocument.insert(name) }
  }

  /// The text of one of the documents, and the files that it inputs and the paper has not.
  package func text(
    of name: String, dropsAppendix: Bool
  ) -> (text: [UInt8], missing: [String]) {
    TeXExpander.text(
      of: name, files, isPlain: !withDocument.contains(name), dropsAppendix: dropsAppendix)
  }

  private func resolve(_ input: (path: String, isImported: Bool), from name: String) -> String? {
    files.resolve(input.path, from: name, main: name, isImported: input.isImported)
  }

  /// The file that the authors call so; some forget its ending, or write it in other letters.
  private func candidate(_ name: String) -> String? {
    if files.stripped[name] != nil { return name }
    if files.stripped[name + ".tex"] != nil { return name + ".tex" }
    return files.stripped.keys.sorted().first { $0.lowercased() == name.lowercased() }
  }

  // MARK: Documents

  private mutating func choose(among candidates: [String]) {
    let roots = candidates.filter { !included.contains($0) }
    var found = roots.filter { isDocument($0) }
    if found.isEmpty { found = roots.filter { reach(of: $0).hasDocument } }
    if found.isEmpty {
      // Files that include each other in a circle are better than none.
      let complete = candidates.filter { isDocument($0) }
      found = first(of: complete).map { [$0] } ?? []
    }
    if found.isEmpty { found = plain(roots) }
    if found.count == 1 {
      names = found
      return
    }
    let fragments = found.filter { facts[$0]?.isFragment == true }
    found = dropping(fragments, of: found, "figure or part that stands alone")
    let templates = found.filter { TeXFileName.isTemplate($0, files.stripped[$0] ?? []) }
    found = dropping(templates, of: found, "template beside its paper")
    found = withoutCopies(found)
    guard let first = first(of: found) else { return }
    names = [first] + found.filter { $0 != first }
  }

  /// Whether it has a class and a document, or ends as plain TeX does.
  private mutating func isDocument(_ name: String) -> Bool {
    let reach = reach(of: name)
    return reach.hasClass && reach.hasDocument || facts[name]?.hasEnd == true
  }

  /// Plain TeX without an end: the longest text with commands.
  private func plain(_ roots: [String]) -> [String] {
    let plain = roots.filter {
      TeXFileName.mayBePlain($0) && facts[$0]?.hasCommands == true
    }
    let longest = plain.max { a, b in
      (files.stripped[a]?.count ?? 0, b) < (files.stripped[b]?.count ?? 0, a)
    }
    return longest.map { [$0] } ?? []
  }

  private mutating func reach(of name: String) -> Reach {
    if let known = reach[name] { return known }
    var found = Reach()
    var seen: Set<String> = [name]
    var open = [name]
    while let next = open.popLast(), seen.count < 10_000 {
      let facts: TeXFacts
      if let known = self.facts[next] {
        facts = known
      } else {
        facts = TeXFacts(files.stripped[next] ?? [], original: [])
        self.facts[next] = facts
      }
      found.hasClass = found.hasClass || facts.hasClass
      found.hasDocument = found.hasDocument || facts.hasDocument
      if found.hasClass, found.hasDocument { break }
      for input in facts.inputs {
        if let path = resolve(input, from: next), seen.insert(path).inserted { open.append(path) }
      }
    }
    reach[name] = found
    return found
  }

  // MARK: What stays

  /// Without some of the documents, where there are others that are not supplements.
  private mutating func dropping(
    _ dropped: [String], of found: [String], _ reason: String
  ) -> [String] {
    let others = found.filter { !dropped.contains($0) }
    guard !dropped.isEmpty, others.contains(where: { !TeXFileName.isSupplement($0) }) else {
      return found
    }
    leftOut += dropped.map { LeftOut(name: $0, reason: reason) }
    return others
  }

  /// Of documents that are the same, the one that others belong to.
  private mutating func withoutCopies(_ found: [String]) -> [String] {
    guard found.count > 1 else { return found }
    let copies = Dictionary(grouping: found) { files.stripped[$0] ?? [] }.values
    let kept = Set(copies.compactMap { first(of: $0) })
    leftOut += found.filter { !kept.contains($0) }.map {
      LeftOut(name: $0, reason: "copy of a document of the same paper")
    }
    return found.filter { kept.contains($0) }
  }

  // MARK: Order

  /// The one that the others belong to.
  private func first(of documents: [String]) -> String? {
    guard documents.count > 1 else { return documents.first }
    return documents.min { rank($0, among: documents) < rank($1, among: documents) }
  }

  /// Smaller is better.
  private func rank(
    _ name: String, among documents: [String]
  ) -> (Int, Int, Int, Int, Int, String) {
    let stem = TeXFileName.stem(name)
    let belonging = facts.count { other, facts in
      other != name && facts.owners.contains { resolve(($0, true), from: other) == name }
    }
    let named = documents.count { other in
      let longer = TeXFileName.stem(other)
      guard longer.hasPrefix(stem), let next = longer.utf8.dropFirst(stem.utf8.count).first else {
        return false
      }
      return !next.isASCIILetter
    }
    let kind =
      (facts[name]?.isFragment == true ? 4 : 0) + (TeXFileName.isSupplement(name) ? 2 : 0)
      + (TeXFileName.isTemplate(name, []) ? 1 : 0)
    return (
      kind, -belonging - named, files.hasBibliography(stem) ? 0 : 1, TeXFileName.usualness(name),
      name.utf8.count { $0 == UInt8(ascii: "/") }, name
    )
  }
}

extension TeXFiles {
  fileprivate func hasBibliography(_ stem: String) -> Bool { original[stem + ".bbl"] != nil }
}

/// Whether a text is not something else under TeX's name: HTML, JSON, a program.
private func looksLikeTeX(_ text: [UInt8]) -> Bool {
  guard let start = text.prefix(4096).firstIndex(where: { !$0.isMarkupSpace }) else { return false }
  switch text[start] {
  case UInt8(ascii: "<"):
    return !["<!doctype", "<html", "<?xml", "<svg", "<head", "<body", "<?php"].contains {
      text.hasIgnoringCase($0.utf8, at: start)
    }
  case UInt8(ascii: "{"), UInt8(ascii: "["):
    // JSON: a quoted name comes first.
    let next = text[(start + 1)...].prefix(256).first { !$0.isMarkupSpace }
    return next != UInt8(ascii: "\"")
  case UInt8(ascii: "#"): return !text.has("#!", at: start) && !text.has("#include", at: start)
  case UInt8(ascii: "%"):
    return !["%PDF-", "%!PS"].contains { text[start...].starts(with: $0.utf8) }
  default: return true
  }
}
