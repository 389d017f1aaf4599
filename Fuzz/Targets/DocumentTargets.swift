/// Readers of archives and dumps, cut into parts as the program does: WARC, Posts.xml, Wikipedia's XML,
/// arXiv's sources, repositories.
import ReaderSupport
import UL2Corpus
import UL2Input

let documentTargets = [
  FuzzTarget(name: "warc") { bytes throws(Violation) in
    try readEveryWay(bytes, growth: 64) { source, log in
      PartsReader(WARCParts(source, options(bytes)), log: log)
    }
  },
  FuzzTarget(name: "page") { bytes throws(Violation) in
    // One response, so that a page needs no header of its own.
    let head = Array(
      "WARC/1.0\r\nWARC-Type: response\r\nContent-Length: \(bytes.count)\r\n\r\n".utf8)
    try readEveryWay(head + bytes, growth: 64) { source, log in
      PartsReader(WARCParts(source, options(bytes)), log: log)
    }
  },
  FuzzTarget(name: "posts") { bytes throws(Violation) in
    try checkParts { partBytes throws(Violation) in try posts(bytes, partBytes: partBytes) }
  },
  FuzzTarget(name: "wikipedia") { bytes throws(Violation) in
    try checkParts { partBytes throws(Violation) in try wikipedia(bytes, partBytes: partBytes) }
  },
  FuzzTarget(name: "cirrus") { bytes throws(Violation) in
    try checkParts { partBytes throws(Violation) in try cirrus(bytes, partBytes: partBytes) }
  },
  FuzzTarget(name: "arxiv") { bytes throws(Violation) in
    try readEveryWay(bytes, growth: 1 << 14, isExact: false) { source, log throws(Problem) in
      arXivReader(source, recordText: .clean, log: log)
    }
  },
  FuzzTarget(name: "readme") { bytes throws(Violation) in
    // A README in each of the formats in which authors describe a paper's files.
    let paper = Array("\\documentclass{a}\\begin{document}x\\end{document}".utf8)
    for ending in ["XXX", "json", "yaml", "toml"] {
      let files = [("00README.\(ending)", bytes), ("a.tex", paper), ("b.tex", paper)]
      let reading = try Reading(tar(files), chunk: 512) { source, log throws(Problem) in
        arXivReader(source, recordText: .clean, log: log)
      }
      try check(reading.documents.count == 1, "a README costs the paper")
    }
  },
  FuzzTarget(name: "repository") { bytes throws(Violation) in
    try readEveryWay(bytes, growth: 1 << 11, isExact: false) { source, log throws(Problem) in
      PartsReader(try GitHubParts(source), log: log)
    }
    if bytes.starts(with: Array("PK".utf8)) {
      let file = MemoryFile(bytes)
      _ = try Reading([], chunk: 1) { _, log throws(Problem) in
        PartsReader(try GitHubParts(zipFile: file.path), log: log)
      }
    }
  },
  FuzzTarget(name: "input") { bytes throws(Violation) in
    // Any bytes as any source's input: recognised, decompressed and read, as `ul2prep read` does.
    guard let first = bytes.first else { return }
    let file = MemoryFile(Array(bytes.dropFirst()))
    let source = Source.all[Int(first) % Source.all.count]
    _ = try Reading([], chunk: 1) { _, log throws(Problem) in
      try openReader(file.path, source: source, options: options(bytes), log: log)
    }
  },
  FuzzTarget(name: "sevenzip") { bytes throws(Violation) in
    let file = MemoryFile([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C] + bytes)
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 12, alignment: 1)
    defer { buffer.deallocate() }
    do throws(Problem) {
      var source = try openXMLInput(file.path, member: ".xml")
      for _ in 0..<1024 where try source.read(into: buffer) == 0 { break }
    } catch {}
  },
]

/// The size of parts changes only the order of messages.
private func checkParts(_ read: (Int) throws(Violation) -> Reading) throws(Violation) {
  let whole = try read(1 << 20)
  let parts = try read(64)
  let isSame =
    whole.documents == parts.documents && whole.messages.sorted() == parts.messages.sorted()
    && whole.problem == parts.problem && whole.skipped.bad == parts.skipped.bad
    && whole.skipped.filtered == parts.skipped.filtered
  try check(
    isSame,
    "other parts give another result:\n\(whole.text(unlike: parts))\n\(parts.text(unlike: whole))")
}

private func options(_ bytes: [UInt8]) -> ReaderOptions {
  var options = ReaderOptions()
  options.recordText = recordText(bytes)
  options.htmlText = choice(bytes) & 16 == 0 ? .main : .all
  return options
}

private func recordText(_ bytes: [UInt8]) -> RecordText { choice(bytes) & 3 == 0 ? .raw : .clean }

private func posts(_ bytes: [UInt8], partBytes: Int) throws(Violation) -> Reading {
  try readEveryWay(bytes, growth: 64) { source, log in
    PartsReader(
      StackExchangeParts(
        source, recordText: recordText(bytes), filter: StackExchangeFilter(),
        style: PostStyle(markup: choice(bytes) & 64 == 0 ? .markdown : .none), scratch: nil,
        sortMemory: 1 << 20, partBytes: partBytes, rowLimit: 1 << 11),
      log: log)
  }
}

private func wikipedia(_ bytes: [UInt8], partBytes: Int) throws(Violation) -> Reading {
  try readEveryWay(bytes, growth: 64) { source, log in
    PartsReader(
      WikipediaParts(
        source, recordText: recordText(bytes), partBytes: partBytes, pageLimit: 1 << 11), log: log)
  }
}

private func cirrus(_ bytes: [UInt8], partBytes: Int) throws(Violation) -> Reading {
  try readEveryWay(bytes) { source, log in
    PartsReader(
      CirrusSearchParts(
        source, recordText: recordText(bytes), partBytes: partBytes, pairLimit: 1 << 11),
      log: log)
  }
}
