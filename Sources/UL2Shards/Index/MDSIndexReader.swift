/// Reads `index.json` from its start to its end, an entry at a time: that of a million shards has 700 MB, and would take
/// seven times as much memory as a tree of values.
///
/// Faults are reported as if all of it were parsed first: text that is not JSON before a wrong version, and that before
/// a wrong entry.
package struct MDSIndexReader: ~Copyable {
  private let path: String
  private var pieces: JSONPieces
  private var list = MDSShardList()
  private var entries: MDSIndex.EntryReader
  private var template: MDSEntryTemplate?
  private var found = MDSEntryTemplate.Found()
  /// The problem of the first wrong entry.
  private var problem: Problem?

  /// - Parameter window: bytes that are in memory at a time.
  package init(_ path: String, window: Int = 1 << 20) throws(Problem) {
    self.path = path
    pieces = try JSONPieces(path, window: window)
    entries = MDSIndex.EntryReader(path)
  }

  package mutating func shards() throws(Problem) -> MDSShardList {
    var names: Set<String> = []
    var first = true
    var version: Int?
    var hasShards = false
    var isObject = false
    try pieces.scan { scanner, _ throws(JSONScanner.Failure) in
      isObject = try scanner.peek() == .object
      if isObject { try scanner.beginObject() } else { _ = try scanner.value(depth: 0) }
    }
    while isObject {
      var member: (name: String, value: JSONValue?)?
      let (isFirst, seen) = (first, names)
      try pieces.scan { scanner, _ throws(JSONScanner.Failure) in
        var first = isFirst
        var key: [UInt8] = []
        member = nil
        guard try scanner.nextKey(&first, into: &key) else { return }
        let name = String(decoding: key, as: UTF8.self)
        if seen.contains(name) { throw scanner.repeated(name) }
        if name == "shards", try scanner.peek() == .array {
          try scanner.beginArray()
          member = (name, nil)
        } else {
          member = (name, try scanner.value(depth: 1))
        }
      }
      first = false
      guard let member else { break }
      names.insert(member.name)
      if member.name == "version" { version = member.value?.int }
      if member.value == nil {
        hasShards = true
        try readEntries()
      }
    }
    try pieces.end()
    guard version == 2, hasShards else {
      throw MDSIndex.malformed(path, "version", "version 2 and shards")
    }
    if let problem { throw problem }
    return list
  }

  private mutating func readEntries() throws(Problem) {
    // The closure changes what is not inside `self`, which `pieces` is.
    var (list, entries, template, found, problem) = (list, entries, template, found, problem)
    var isFirst = true
    self.list = MDSShardList()
    try pieces.scan { scanner, whole throws(JSONScanner.Failure) in
      while true {
        var first = isFirst
        guard try scanner.nextElement(&first) else { return }
        let text = unsafe scanner.scanned
        let start = scanner.at
        if problem == nil, let template,
          let end = unsafe template.match(text, at: start, &found)
        {
          unsafe list.append(found, text)
          entries.pass(1)
          scanner.at = end
        } else {
          let entry = try scanner.value(depth: 2)
          // One that ends with the window may be a number that continues.
          if entry.members == nil, scanner.at == text.count { _ = try scanner.peek() }
          if problem == nil {
            do throws(Problem) {
              let shard = try entries.shard(entry)
              let layouts = list.append(shard)
              let bytes = unsafe UnsafeBufferPointer(rebasing: text[start..<scanner.at])
              template = nil
              if let raw = layouts.raw, shard.zip == nil || layouts.zip != nil {
                template = unsafe MDSEntryTemplate(bytes, raw: raw, zip: layouts.zip)
              }
            } catch {
              problem = error
            }
          }
        }
        isFirst = false
        whole = scanner.at
      }
    }
    (self.list, self.entries, self.template, self.found, self.problem) = (
      list, entries, template, found, problem
    )
  }
}
