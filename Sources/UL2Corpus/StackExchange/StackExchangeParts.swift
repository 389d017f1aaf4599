import UL2Input

/// Cuts a site's `Posts.xml` into parts: its questions with their answers, about 256 KiB each.
///
/// ```
/// Posts.xml ─▶ rows ─▶ sort by question ─▶ join ─▶ parts ─▶ HTML to text ─▶ documents
///              one worker, with the first part             any worker
/// ```
/// In the raw text, the Body of each post in the order of the file, parts are those of the file.
package final class StackExchangeParts: InputParts {
  private let cutter: XMLCutter
  private let recordText: RecordText
  private let style: PostStyle
  private let threads: StackExchangeThreads
  private let partBytes: Int
  private let site: [UInt8]?
  private var headIsRead = false
  private var isSorted = false

  /// - Parameters:
  ///   - scratch: where sorted runs are spilled; by default `TMPDIR`, or `/tmp`. Up to about three quarters
  ///     of the size of the XML.
  ///   - sortMemory: what is held in memory before it is spilled.
  package convenience init(
    _ input: consuming ByteReader, recordText: RecordText,
    filter: StackExchangeFilter = StackExchangeFilter(), style: PostStyle = PostStyle(),
    scratch: String? = nil, sortMemory: Int = 32 << 20
  ) {
    self.init(
      input, recordText: recordText, filter: filter, style: style, scratch: scratch,
      sortMemory: sortMemory,
      partBytes: UL2Input.partBytes)
  }

  /// - Parameters:
  ///   - partBytes: the size of parts.
  ///   - rowLimit: the longest row.
  package init(
    _ input: consuming ByteReader, recordText: RecordText, filter: StackExchangeFilter,
    style: PostStyle = PostStyle(), scratch: String?, sortMemory: Int, partBytes: Int,
    rowLimit: Int = 64 << 20
  ) {
    self.recordText = recordText
    self.style = style
    self.partBytes = partBytes
    site = stackExchangeSite(path: input.path).map { Array($0.utf8) }
    threads = StackExchangeThreads(input.path, filter, scratch: scratch, sortMemory: sortMemory)
    cutter = XMLCutter(
      input, XMLShape(record: "row", limit: rowLimit, partBytes: partBytes))
  }

  package func next(_ log: SkipLog) throws(Problem) -> (any InputPart)? {
    switch recordText {
    case .raw: try nextRows(log).map { RowsPart(part: $0, site: site) }
    case .clean: try nextThreads(log)
    }
  }

  private func nextRows(_ log: SkipLog) throws(Problem) -> XMLPart? {
    if !headIsRead {
      guard let head = try cutter.next(log) else { return nil }
      headIsRead = true
      try PostRows.checkHead(head, cutter, log)
    }
    return try cutter.next(log)
  }

  private func nextThreads(_ log: SkipLog) throws(Problem) -> (any InputPart)? {
    while !isSorted {
      guard let part = try nextRows(log) else {
        isSorted = true
        break
      }
      var rows = PostRows(part, log)
      try threads.add(rows.posts(), log)
    }
    var some: [StackExchangeThread] = []
    var bytes = 0
    while bytes < partBytes, let thread = try threads.next(log) {
      bytes += thread.answers.reduce(thread.question.body.count) { $0 + $1.body.count }
      some.append(thread)
    }
    return some.isEmpty ? nil : ThreadsPart(threads: some, site: site, style: style)
  }
}

private struct RowsPart: InputPart {
  let part: XMLPart
  let site: [UInt8]?

  func open(_ log: SkipLog) -> any DocumentReader {
    var rows = PostRows(part, log)
    return BodiesReader(rows.posts(), site)
  }
}

private final class BodiesReader: DocumentReader {
  private var posts: ArraySlice<StackExchangePost>
  private let site: [UInt8]?

  init(_ posts: [StackExchangePost], _ site: [UInt8]?) {
    self.posts = posts[...]
    self.site = site
  }

  func next(_ document: inout Document) -> Bool {
    document.removeAll()
    guard let post = posts.popFirst() else { return false }
    document.id.append(contentsOf: String(post.id).utf8)
    document.text = post.body
    document.metadata = StackExchangeDocument.metadata(post, site, reusing: document.metadata)
    return true
  }
}

private struct ThreadsPart: InputPart {
  let threads: [StackExchangeThread]
  let site: [UInt8]?
  let style: PostStyle

  func open(_ log: SkipLog) -> any DocumentReader { ThreadsReader(self, log) }
}

private final class ThreadsReader: DocumentReader {
  private var threads: ArraySlice<StackExchangeThread>
  private let site: [UInt8]?
  private let style: PostStyle
  private let log: SkipLog

  init(_ part: ThreadsPart, _ log: SkipLog) {
    threads = part.threads[...]
    site = part.site
    style = part.style
    self.log = log
  }

  func next(_ document: inout Document) -> Bool {
    while let thread = threads.popFirst() {
      document.removeAll()
      StackExchangeDocument.write(thread, site, style, log, to: &document)
      if !document.text.isEmpty { return true }
    }
    return false
  }
}
