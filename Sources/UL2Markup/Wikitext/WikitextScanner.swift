/// The first pass over wikitext: removes templates, tables, tags and links' targets.
///
/// Opening markup is copied and remembered on a stack with its place in the output. When its end
/// comes, the output is cut back to there (a template, a table, a file), or the markup is overwritten
/// (a link); what never ends stays as it was written, as MediaWiki shows it. Each byte is written
/// once and cut or overwritten at most once, so time is linear for any input: a million `{{` too.
struct WikitextScanner {
  struct Frame {
    enum Kind { case template, table, htmlTable, link, external }

    var kind: Kind
    /// Where its opening markup is in the output.
    var start: Int
    /// The length of the opening markup in the output; a template's braces.
    var width: Int
    /// Its first place in `pipes`.
    var firstPipe: Int
    /// The quotes before it, which count again where it is removed.
    var quotes: WikitextQuotes
    var hasLinkInside = false
  }

  let bytes: [UInt8]
  let names: WikitextNames
  let templates: WikitextTemplates
  let tables: WikitextTables
  let page: WikitextPage
  var at = 0
  var output: [UInt8] = []
  /// Whether only white space and indentation are before `at` on its line.
  var isLineStart = true
  /// Whether the line of a table begins with `!`.
  var isHeaderLine = false
  var variant = LanguageVariant()
  /// Tags without a following end tag, so that it is looked for only once.
  var unclosedTags: Set<UInt128> = []
  var quotes = WikitextQuotes()
  private(set) var frames: [Frame] = []
  /// The `|` in the output of each open link and template.
  private(set) var pipes: [Int] = []
  /// How many frames of each kind are open, so that an end without beginning costs nothing.
  private(set) var openTemplates = 0
  private(set) var openTables = 0
  private var openHTMLTables = 0

  init(
    _ bytes: [UInt8], _ names: WikitextNames, _ templates: WikitextTemplates,
    _ tables: WikitextTables, _ page: WikitextPage
  ) {
    self.bytes = bytes
    self.names = names
    self.templates = templates
    self.tables = tables
    self.page = page
    isSpecial = tables == .rows ? Self.specialBytesAndHeaders : Self.specialBytes
    output.reserveCapacity(bytes.count)
  }

  /// The text with marks.
  mutating func scan() -> [UInt8] {
    while at < bytes.count {
      if variant.isOpen, at >= variant.end { at = max(at, variant.close()) } else { step() }
    }
    quotes.endLine(&output)
    eraseUnclosedCitations()
    return output
  }

  private mutating func step() {
    switch bytes[at] {
    case 0x0A: newline()
    case UInt8(ascii: "{"): openBraces()
    case UInt8(ascii: "}"): closeBraces()
    case UInt8(ascii: "|"): pipe()
    case UInt8(ascii: "!") where tables == .rows: exclamationMark()
    case UInt8(ascii: "["): openBracket()
    case UInt8(ascii: "]"): closeBracket()
    case UInt8(ascii: "<"): tag()
    case UInt8(ascii: "&"): reference()
    case UInt8(ascii: "'"): apostrophes()
    case UInt8(ascii: "_"): underscores()
    case UInt8(ascii: "-"): if !openVariant() { copy(1) }
    case 0x09, 0x20...: copyPlain()
    default: at += 1
    }
  }

  // MARK: Output

  func byte(_ index: Int) -> UInt8? { index < bytes.count ? bytes[index] : nil }

  /// How often the byte at `at` is repeated there.
  func runLength() -> Int {
    var end = at + 1
    while end < bytes.count, bytes[end] == bytes[at] { end += 1 }
    return end - at
  }

  /// Copies `count` bytes that are text.
  mutating func copy(_ count: Int) {
    output.append(bytes, at..<at + count)
    at += count
    isLineStart = false
  }

  private mutating func copyPlain() {
    let byte = bytes[at]
    if isLineStart, byte == 0x20 || byte == 0x09 || byte == UInt8(ascii: ":") {
      output.append(byte)
      at += 1
      return
    }
    var end = at + 1
    while end < bytes.count, !isSpecial[Int(bytes[end])] { end += 1 }
    if variant.isOpen { end = min(end, variant.end) }
    copy(end - at)
  }

  /// Bytes that may be markup; the scanner holds it, for a static one costs a check at each use.
  private let isSpecial: [Bool]
  private static let specialBytes = special("{}|[]<&'_-")
  private static let specialBytesAndHeaders = special("{}|[]<&'_-!")

  private static func special(_ signs: String) -> [Bool] {
    (0..<256).map { byte in
      byte < 0x20 && byte != 0x09 || signs.utf8.contains(UInt8(byte))
    }
  }

  /// Cuts the output back to `start`, and says that something was there.
  mutating func cut(to start: Int) {
    output.removeLast(output.count - start)
    output.append(WikitextMark.gap)
  }

  mutating func cut(_ frame: Frame) {
    cut(to: frame.start)
    quotes = frame.quotes
  }

  mutating func erase(_ range: Range<Int>) {
    for i in range { output[i] = WikitextMark.erased }
  }

  private mutating func newline() {
    // An external link ends on its line.
    if frames.last?.kind == .external { pop() }
    quotes.endLine(&output)
    output.append(0x0A)
    at += 1
    isLineStart = true
    isHeaderLine = false
  }

  // MARK: The stack

  /// Bounds memory; what opens deeper is text.
  private static let deepestNesting = 10_000

  mutating func push(_ kind: Frame.Kind, start: Int, width: Int) {
    guard frames.count < Self.deepestNesting else { return }
    frames.append(
      Frame(kind: kind, start: start, width: width, firstPipe: pipes.count, quotes: quotes))
    count(kind, 1)
    if kind != .link, kind != .external { quotes = WikitextQuotes() }
  }

  @discardableResult
  mutating func pop() -> Frame? {
    guard let frame = frames.popLast() else { return nil }
    pipes.removeLast(pipes.count - frame.firstPipe)
    count(frame.kind, -1)
    return frame
  }

  private mutating func count(_ kind: Frame.Kind, _ change: Int) {
    switch kind {
    case .template: openTemplates += change
    case .table: openTables += change
    case .htmlTable: openHTMLTables += change
    case .link, .external: break
    }
  }

  /// Forgets what was opened inside the innermost open construct of `kind` and never ended.
  mutating func unwind(to kind: Frame.Kind) {
    while let last = frames.last, last.kind != kind { pop() }
  }

  /// Removes the innermost open construct of `kind`.
  private mutating func remove(_ kind: Frame.Kind) {
    unwind(to: kind)
    guard let frame = pop() else { return }
    if tables == .rows { endTable(frame, depth: openTables + openHTMLTables) } else { cut(frame) }
  }

  mutating func noteLinkInside() {
    if !frames.isEmpty { frames[frames.count - 1].hasLinkInside = true }
  }

  mutating func openHTMLTable() { push(.htmlTable, start: output.count, width: 0) }

  mutating func closeHTMLTable() {
    if openHTMLTables > 0 { remove(.htmlTable) }
  }

  // MARK: Templates and tables

  private mutating func openBraces() {
    if isLineStart, byte(at + 1) == UInt8(ascii: "|"), byte(at + 2) != UInt8(ascii: "}") {
      push(.table, start: output.count, width: 2)
      copy(2)
      return
    }
    let run = runLength()
    // Braces pair up; a parameter's third one belongs to the outermost pair.
    for pair in 0..<run / 2 {
      let width = pair == 0 ? 2 + run % 2 : 2
      push(.template, start: output.count, width: width)
      output.append(contentsOf: repeatElement(UInt8(ascii: "{"), count: width))
    }
    if run == 1 { output.append(bytes[at]) }
    at += run
    isLineStart = false
  }

  private mutating func pipe() {
    if isLineStart, byte(at + 1) == UInt8(ascii: "}"), openTables > 0, !endsTemplate() {
      remove(.table)
      at += 2
      isLineStart = false
      return
    }
    if tables == .rows, openTables > 0, beginsCell() { return }
    if let kind = frames.last?.kind, kind == .link || kind == .template { notePipe(output.count) }
    copy(1)
  }

  mutating func notePipe(_ place: Int) { pipes.append(place) }

  /// Forgets those that are cut away, all of the innermost construct.
  mutating func dropPipes(from place: Int) {
    while let last = pipes.last, last >= place { pipes.removeLast() }
  }

  /// Whether `|}` is the end of a template's empty last argument and not of a table.
  private func endsTemplate() -> Bool {
    byte(at + 2) == UInt8(ascii: "}") && frames.last?.kind == .template
  }
}
