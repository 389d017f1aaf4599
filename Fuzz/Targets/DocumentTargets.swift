/// Readers of archives and dumps that stream: WARC, Posts.xml, Wikipedia's XML, arXiv's sources.
import UL2Corpus

let documentTargets = [
  FuzzTarget(name: "warc") { bytes throws(Violation) in
    try readEveryWay(bytes) { source, log in WETReader(source, log: log, blockLimit: 1 << 16) }
  },
  FuzzTarget(name: "posts") { bytes throws(Violation) in
    try readEveryWay(bytes, isExact: false) { source, log throws(Problem) in
      try StackExchangeReader(source, form: form(bytes), log: log)
    }
  },
  FuzzTarget(name: "wikipedia") { bytes throws(Violation) in
    try readEveryWay(bytes, isExact: false) { source, log throws(Problem) in
      try WikipediaReader(source, form: form(bytes), log: log)
    }
  },
  FuzzTarget(name: "arxiv") { bytes throws(Violation) in
    try readEveryWay(bytes, growth: 1 << 14, isExact: false) { source, log throws(Problem) in
      try ArXivReader(source, form: .clean, log: log)
    }
  },
  FuzzTarget(name: "sevenzip") { bytes throws(Violation) in
    let file = MemoryFile(
      Array("7z\u{BC}\u{AF}\u{27}\u{1C}".unicodeScalars.map { UInt8($0.value) }) + bytes)
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 12, alignment: 1)
    defer { buffer.deallocate() }
    do throws(Problem) {
      let source = try openXMLInput(file.path, member: ".xml")
      for _ in 0..<1024 where try source.read(into: buffer) == 0 { break }
    } catch {}
  },
]

private func form(_ bytes: [UInt8]) -> TextForm { choice(bytes) & 3 == 0 ? .raw : .clean }
