import ReaderSupport
import Testing
import UL2Corpus
import UL2Input

/// Malicious and damaged archives.
@Suite("arXiv: hostile and damaged archives")
struct ArXivHostileTests {
  static let paper = Array("\\documentclass{a}\\begin{document}x \\input{b}\\end{document}".utf8)

  func read(_ archive: [UInt8], _ log: SkipLog = SkipLog(), step: Int = 1 << 16) throws -> Reading {
    Reading(
      arXivReader(MemorySource(archive, path: "b.tar", step: step), recordText: .clean, log: log))
  }

  @Test(
    "Names and links that point outside are ignored",
    arguments: ["../../../../etc/passwd", "/etc/passwd", "./b.tex/../../b.tex", "..", "b\u{1B}[2J"])
  func names(path: String) throws {
    let entries = [
      TarEntry(path: Array("a.tex".utf8), bytes: Self.paper),
      TarEntry(path: Array(path.utf8), bytes: Array("y".utf8)),
      TarEntry(path: Array("b.tex".utf8), type: "2", link: "/etc/passwd"),
      TarEntry(path: Array("c.tex".utf8), type: "1", link: "/etc/passwd"),
      TarEntry(path: Array("d.tex".utf8), type: "3"),
      TarEntry(path: Array("e.tex".utf8), type: "6"),
    ]
    let reading = try read(tar(entries))
    #expect(reading.problem == nil)
    let text = try #require(reading.texts.first)
    #expect(!text.contains("root:"))
    // Two levels of archives: the same.
    let nested = tar([TarEntry(path: Array("1901/1901.00001.gz".utf8), bytes: tar(entries))])
    #expect(try read(nested).texts == reading.texts)
  }

  @Test("A name that is not UTF-8 is read as Latin-1, and found by the text that inputs it")
  func latin1() throws {
    let main = Array("\\documentclass{a}\\begin{document}\\input{".utf8) + [0xE9] + Array("}".utf8)
    let reading = try read(
      tar([
        TarEntry(path: Array("a.tex".utf8), bytes: main),
        TarEntry(path: [0xE9] + Array(".tex".utf8), bytes: Array("found".utf8)),
      ]))
    #expect(reading.texts == ["found"])
  }

  @Test("Many files are skipped")
  func many() throws {
    var archive: [UInt8] = []
    for i in 0..<12_000 {
      archive += tar([TarEntry(path: Array("f\(i).tex".utf8), bytes: [0x78])]).dropLast(1024)
    }
    archive = tar([TarEntry(path: Array("a.tex".utf8), bytes: Self.paper)]).dropLast(1024) + archive
    let reading = try read(archive + [UInt8](repeating: 0, count: 1024))
    #expect(reading.texts == ["x"])
    #expect(try reading.documents.first?.metadata("files")?.array?.count == 10_000)
  }

  @Test("Endless compressed zeros are a broken member")
  func bomb() throws {
    let zeros = [UInt8](repeating: 0x20, count: 40 << 20)
    let archive = tar([
      ("1901/1901.00001.gz", compress(zeros, .gzip)),
      ("1901/1901.00002.gz", compress(tar([("a.tex", zeros)]), .gzip)),
      ("1901/1901.00003.gz", compress(Self.paper, .gzip)),
    ])
    let log = SkipLog()
    #expect(try read(archive, log).ids == ["1901.00003"])
    #expect(log.counts.bad == ["undecodable member": 2])
  }

  @Test("False sizes, and absurd ones")
  func sizes() throws {
    for size in ["77777777777", "-0000000001", "\u{80}zzzzzz", "99999999999"] {
      let bad = TarEntry(path: Array("1901/1901.00001.gz".utf8), bytes: Self.paper, size: size)
      let reading = try? read(tar([bad]))
      // For some, libarchive says that this is not an archive.
      #expect(reading?.problem.map { $0.kind == .badInput } ?? true)
    }
  }

  @Test("A damaged header loses one paper, and so does a damaged archive inside another")
  func damaged() throws {
    let names = (1...4).map { "1901/1901.0000\($0).gz" }
    var archive = tar(names.map { ($0, Self.paper) })
    archive[1024 + 3] ^= 1
    let log = SkipLog()
    #expect(try read(archive, log).ids == ["1901.00001", "1901.00003", "1901.00004"])
    #expect(log.counts.bad == ["damaged input": 1])
    var inner = tar([("a.tex", Self.paper), ("b.tex", Self.paper)])
    inner[1024 + 3] ^= 1
    let second = SkipLog()
    #expect(
      try read(tar([(names[0], inner), (names[1], Self.paper)]), second).ids == ["1901.00002"])
    #expect(second.counts.bad == ["undecodable member": 1])
  }

  @Test("Compressed archives; a cut one gives its whole papers")
  func compressed() throws {
    let archive = tar((1...3).map { ("1901/1901.0000\($0).gz", Self.paper) })
    for format in CompressionFormat.allCases {
      let bytes = compress(archive, format)
      let whole = Reading(
        arXivReader(
          try decompressed(ByteReader(MemorySource(bytes, path: "b"))), recordText: .clean,
          log: SkipLog()
        ))
      #expect(whole.ids.count == 3 && whole.problem == nil, "\(format)")
    }
    let bytes = compress(archive, .gzip)
    let log = SkipLog()
    let cut = Reading(
      arXivReader(
        try decompressed(ByteReader(MemorySource(Array(bytes.dropLast(9)), path: "b"))),
        recordText: .clean, log: log)
    )
    #expect(cut.problem == nil && log.counts.badTotal <= 1)
  }

  @Test("Parts do not depend on reads")
  func parts() throws {
    let text = String(repeating: "word ", count: 60_000)
    let paper = Array("\\documentclass{a}\\begin{document}\(text)\\end{document}".utf8)
    let archive = tar((10...30).map { ("1901/1901.000\($0).gz", paper) } + [("q.tex", Self.paper)])
    var shapes: [[Int]] = []
    for step in [511, 1 << 20] {
      let parts = ArXivParts(MemorySource(archive, path: "b.tar", step: step), ArXivOptions())
      var counts: [Int] = []
      while let part = try parts.next(SkipLog()) {
        var document = Document()
        let reader = try part.open(SkipLog())
        var count = 0
        while try reader.next(&document) { count += 1 }
        counts.append(count)
      }
      shapes.append(counts)
    }
    #expect(shapes[0] == shapes[1])
    #expect(shapes[0].count > 4 && shapes[0].reduce(0, +) == 22)
  }

  @Test("A paper with any byte changed, or cut anywhere")
  func mutations() throws {
    let text = """
      \\documentclass{a}\\newcommand{\\f}[2][x]{#1\\g{#2}}\\def\\g#1{\\ensuremath{#1}}\\newif\\ifd
      \\begin{document}\\f[a]{b} \\iffalse c \\else d\\fi % e
      \\input{b}\\begin{verbatim}\\f\\end{verbatim}\\verb|%|\\let\\h\\f\\h{y}\\bibliography{z}
      \\begin{thebibliography}{9}\\end{thebibliography}\\appendix\\end{document}
      """
    let bytes = Array(text.utf8)
    for at in bytes.indices {
      for change in [UInt8(1), 0x80] {
        var damaged = bytes
        damaged[at] ^= change
        let reading = Reading(
          arXivReader(
            MemorySource(damaged, path: "a.tex"), recordText: .clean, dropsAppendix: at % 2 == 0,
            log: SkipLog()))
        #expect(reading.texts.allSatisfy { $0.utf8.count < 4 * bytes.count + 1 << 20 })
      }
      _ = Reading(
        arXivReader(
          MemorySource(Array(bytes[..<at]), path: "a.tex"), recordText: .clean, log: SkipLog()))
    }
  }
}
