/// A command that takes text from a file: `\input` and its kin of LaTeX, `import`, `subfiles`, `standalone`;
/// listings.
struct TeXInput {
  /// The argument that follows such a command.
  enum Kind: Sendable {
    /// `{file}`, or the bare name.
    case file
    /// `{file}` alone: the words are ordinary ones.
    case braced
    /// `{directory}{file}`, of which the files inputs look in their own directory first.
    case directory
    /// `{file}{before}{otherwise}`
    case fileIfThere
    /// `{file}{if there}{if not}`: a question, which inputs nothing.
    case question
    /// `[options]{file}`: shown as it is.
    case listing
    /// `[options]{language}{file}`, or a number instead of the language.
    case listingOf
  }

  let kind: Kind
  /// As written, without quotation marks; commands may appear in it.
  let path: [UInt8]
  var directory: [UInt8]?
  let options: Range<Int>?
  /// The arguments after the file's name.
  let branches: [Range<Int>]
  let end: Int

  /// Longer names are none.
  private static let longestPath = 512
  private static let longestBranch = 8 << 10

  static let kinds: [TeXName: Kind] = {
    var table: [TeXName: Kind] = [:]
    func add(_ words: String, _ kind: Kind) {
      for word in words.split(separator: " ") { table[TeXName(word.utf8)] = kind }
    }
    add("input @input @@input @iinput currfileinput", .file)
    add("include subfile subfileinclude loadsubfile includestandalone", .braced)
    add("import subimport inputfrom subinputfrom includefrom subincludefrom", .directory)
    add("InputIfFileExists", .fileIfThere)
    add("IfFileExists", .question)
    add("lstinputlisting verbatiminput VerbatimInput BVerbatimInput LVerbatimInput", .listing)
    add("inputminted listinginput verbatimlisting inputpygments", .listingOf)
    return table
  }()

  /// The command whose backslash is at `backslash`; nil where it is another one, or has no file.
  init?(_ text: [UInt8], at backslash: Int) {
    // Most commands are others, and are passed without a look at their names.
    guard Self.beginnings.contains(where: { text.has($0, at: backslash + 1) }) else { return nil }
    let word = text.controlWord(at: backslash, isAtLetter: true)
    guard let kind = Self.kinds[TeXName(text, word)] else { return nil }
    self.init(kind, text, behind: word.upperBound)
  }

  private static let beginnings: [StaticString] = [
    "inp", "inc", "imp", "subf", "subi", "Inp", "@", "curr", "loads",
  ]

  /// A command of this form whose word ends at `end`.
  init?(_ kind: Kind, _ text: [UInt8], behind end: Int) {
    self.kind = kind
    var at = end
    if kind != .file, text.has("*", at: at) { at += 1 }
    let bracket = text.skippingTeXSpace(at)
    options = kind == .file ? nil : text.option(at: bracket, limit: Self.longestBranch)
    if let options { at = options.upperBound + 1 }
    guard let first = text.group(at: text.skippingTeXSpace(at), limit: Self.longestPath) else {
      guard kind == .file, let name = Self.bareName(text, text.skippingTeXSpace(at)) else {
        return nil
      }
      path = Self.name(text, name)
      branches = []
      self.end = name.upperBound
      return
    }
    at = first.upperBound + 1
    switch kind {
    case .file, .braced, .listing:
      path = Self.name(text, first)
      branches = []
    case .directory, .listingOf:
      // `combine` has a command of the same name with the file alone.
      guard let second = text.group(at: text.skippingTeXSpace(at), limit: Self.longestPath) else {
        guard kind == .directory else { return nil }
        path = Self.name(text, first)
        branches = []
        self.end = at
        return
      }
      path = Self.name(text, second)
      if kind == .directory { directory = Self.name(text, first) }
      branches = []
      at = second.upperBound + 1
    case .fileIfThere, .question:
      path = Self.name(text, first)
      var found: [Range<Int>] = []
      while found.count < 2,
        let group = text.group(at: text.skippingTeXSpace(at), limit: Self.longestBranch)
      {
        found.append(group)
        at = group.upperBound + 1
      }
      guard found.count == 2 else { return nil }
      branches = found
    }
    self.end = at
  }

  /// `file`, up to white space; `"my file"`.
  private static func bareName(_ text: [UInt8], _ start: Int) -> Range<Int>? {
    var at = start
    var isQuoted = false
    while at < text.count, at - start < Self.longestPath {
      let byte = text[at]
      if byte == UInt8(ascii: "\"") {
        isQuoted.toggle()
        // The closing mark ends the name.
        if !isQuoted {
          at += 1
          break
        }
      } else if byte == 0x0A || (byte.isMarkupSpace && !isQuoted) || "\\{}%[]".utf8.contains(byte) {
        break
      }
      at += 1
    }
    // A longer one is no name: its end would be within a word, or within a character.
    return at > start && at - start < Self.longestPath ? start..<at : nil
  }

  private static func name(_ text: [UInt8], _ range: Range<Int>) -> [UInt8] {
    text[text.trimmed(range)].filter { $0 != UInt8(ascii: "\"") }
  }
}
