/// Checks one shard of a token store: its four files, or the two that other tools write.
struct StoreShardCheck {
  /// The facts found in it.
  struct Facts: Sendable {
    var files = 0
    var bytes = 0
    var documents = 0
    var tokens = 0
    var isWhole = true
    /// Inputs that were not read again, and the first of them by name.
    var unread = 0
    var firstUnread: String?

    mutating func add(_ other: Facts) {
      files += other.files
      bytes += other.bytes
      documents += other.documents
      tokens += other.tokens
      isWhole = isWhole && other.isWhole
      unread += other.unread
      firstUnread = [firstUnread, other.firstUnread].compactMap(\.self).min()
    }
  }

  private let base: String
  private let manifest: StoreManifest?
  private let shard: StoreShard?
  private let findings: Findings

  /// - Parameters:
  ///   - base: of its files, without their endings.
  ///   - number: among the manifest's shards.
  init(_ base: String, _ manifest: StoreManifest?, number: Int, _ findings: Findings) {
    self.base = base
    self.manifest = manifest
    shard = manifest?.shards[number].shard
    self.findings = findings
  }

  func run(isDeep: Bool) throws(Problem) -> Facts {
    var facts = Facts()
    if let shard {
      for (name, file) in zip(shard.fileNames, shard.files) {
        try Verification.compare(
          joined(directoryName(base), name), bytes: file.bytes, xxh3: hexadecimal(file.xxh3),
          findings, what: "the manifest")
        facts.files += 1
        facts.bytes += file.bytes
      }
      if isDeep { try checkInputs(shard, &facts) }
    } else {
      facts.files += 2
    }
    facts.isWhole = try findings.collect { () throws(Problem) in
      let tokens = try IndexedDataset(base)
      facts.documents = tokens.documentCount
      facts.tokens = tokens.tokenCount
      try checkIndex(tokens)
      try checkTokens(tokens)
      if let shard { checkCounts(tokens, shard) }
    }
    if shard != nil {
      try findings.collect { () throws(Problem) in try checkProvenance(facts) }
    }
    return facts
  }

  private func checkInputs(_ shard: StoreShard, _ facts: inout Facts) throws(Problem) {
    for input in shard.inputs {
      if let hash = input.xxh3 {
        try Verification.compare(
          input.path, part: input.part, bytes: input.bytes, xxh3: hexadecimal(hash), findings,
          what: "what was tokenized into \(base)")
      } else if input.path == "-" {
        findings.note("\(base): made from standard input, which cannot be read again")
      } else {
        facts.unread += 1
        facts.firstUnread = min(facts.firstUnread ?? input.path, input.path)
      }
    }
  }

  private func checkCounts(_ tokens: IndexedDataset, _ shard: StoreShard) {
    for (place, stated, counted) in [
      ("documents", shard.documents, tokens.documentCount),
      ("tokens", shard.tokens, tokens.tokenCount),
    ] where stated != counted {
      findings.add(
        "count differs from the manifest", path: base + ".idx", place: place, got: "\(counted)",
        expected: "\(stated)")
    }
    if let type = manifest?.type, type != tokens.type {
      findings.add(
        "element type differs from the manifest", path: base + ".idx", got: tokens.type.name,
        expected: type.name)
    }
  }

  /// Checks what opening a shard does not: that its documents have all sequences, and these all of the data.
  private func checkIndex(_ dataset: IndexedDataset) throws(Problem) {
    var elements = 0
    var next = 0
    let size = dataset.type.size
    for document in 0..<dataset.documentCount {
      if document & 0xFFFF == 0 { try Interruption.check() }
      elements += try dataset.length(of: document)
      let range = try dataset.byteRange(of: document)
      // Other tools may leave gaps, or let documents share their data.
      if shard != nil, !range.isEmpty, range.lowerBound != next {
        findings.add(
          "a gap in the data", path: base + ".idx", place: "document \(document)",
          got: "\(range.lowerBound)", expected: "\(next)")
      }
      next = max(next, range.upperBound)
    }
    if elements != dataset.tokenCount {
      findings.add(
        "sequences that belong to no document", path: base + ".idx",
        got: "\(elements) tokens in documents", expected: "\(dataset.tokenCount)")
    }
    let bytes = try File(reading: base + ".bin").size()
    if elements * size != bytes {
      findings.add(
        "data longer than its index", path: base + ".bin", got: "\(bytes) bytes",
        expected: "\(elements * size)")
    }
  }

  private func checkTokens(_ dataset: IndexedDataset) throws(Problem) {
    switch dataset.type {
    case .uint8, .float32, .float64: try checkTokens(dataset, as: UInt8.self)
    case .int8: try checkTokens(dataset, as: Int8.self)
    case .int16: try checkTokens(dataset, as: Int16.self)
    case .int32: try checkTokens(dataset, as: Int32.self)
    case .int64: try checkTokens(dataset, as: Int64.self)
    case .uint16: try checkTokens(dataset, as: UInt16.self)
    }
  }

  /// That each token is one of the vocabulary's, and that documents end as they should.
  private func checkTokens<T: FixedWidthInteger & BitwiseCopyable>(
    _ dataset: IndexedDataset, as: T.Type
  ) throws(Problem) {
    let limit = manifest?.model.vocabularySize ?? Int(Int32.max)
    var tokens: [T] = []
    for document in 0..<dataset.documentCount {
      if document & 0xFFF == 0 { try Interruption.check() }
      let count = try dataset.length(of: document)
      try dataset.read(document, 0..<count, into: &tokens)
      let own = tokens[..<count]
      if let index = firstOutside(own, limit) {
        findings.add(
          "token beyond the vocabulary", path: base + ".bin",
          place: "document \(document), token \(index)", got: "\(own[index])",
          expected: "0 to \(limit - 1)")
      }
      if let eos = manifest?.appendedEOS, own.last.map({ Int(clamping: $0) }) != eos {
        findings.add(
          "the document does not end in the end-of-document token", path: base + ".bin",
          place: "document \(document)", got: own.last.map { "\($0)" } ?? "no token",
          expected: "\(eos)")
      }
    }
  }

  /// The first token that is negative or not below `limit`.
  private func firstOutside<T: FixedWidthInteger>(_ tokens: ArraySlice<T>, _ limit: Int) -> Int? {
    var highest: T.Magnitude = 0
    for token in tokens { highest = max(highest, T.Magnitude(truncatingIfNeeded: token)) }
    return highest < limit ? nil : tokens.firstIndex { $0 < 0 || $0 >= limit }
  }

  /// One JSON object with an id for each document.
  private func checkProvenance(_ facts: Facts) throws(Problem) {
    let path = base + ".meta"
    let meta = try IndexedDataset(path)
    if meta.type != .uint8 {
      findings.add(
        "element type of provenance", path: path + ".idx", got: meta.type.name, expected: "uint8")
      return
    }
    if meta.documentCount != facts.documents, facts.isWhole {
      findings.add(
        "another number of records than documents", path: path + ".idx",
        got: "\(meta.documentCount)", expected: "\(facts.documents)")
    }
    var record: [UInt8] = []
    for document in 0..<meta.documentCount {
      if document & 0xFFFF == 0 { try Interruption.check() }
      let count = try meta.length(of: document)
      try meta.read(document, 0..<count, into: &record)
      let reason = unsafe record.withUnsafeBufferPointer { bytes in
        unsafe malformation(UnsafeBufferPointer(rebasing: bytes[..<count]))
      }
      if let reason {
        findings.add(
          "bad provenance record", path: path + ".bin", place: "document \(document)",
          got: reason, expected: "a JSON object with an id")
      }
    }
  }

  private func malformation(_ bytes: UnsafeBufferPointer<UInt8>) -> String? {
    var hasID = false
    do throws(JSONScanner.Failure) {
      var scanner = unsafe JSONScanner(bytes)
      var first = true
      var key: [UInt8] = []
      try scanner.beginObject()
      while try scanner.nextKey(&first, into: &key) {
        if key == Array("id".utf8), try scanner.peek() == .string { hasID = true }
        try scanner.skip()
      }
      try scanner.end()
    } catch {
      return "\(error.reason) (byte \(error.offset))"
    }
    return hasID ? nil : "no id"
  }
}
