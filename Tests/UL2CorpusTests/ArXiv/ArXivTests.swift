import ReaderSupport
import TestSupport
import Testing
import UL2Corpus
import UL2Input

@Suite("arXiv")
struct ArXivTests {
  @Test(
    "Ids",
    arguments: [
      ("1901/1901.00001.gz", "1901.00001"), ("hep-th9901001.gz", "hep-th/9901001"),
      ("x/math.GT0309136.tar.gz", "math.GT/0309136"), ("1708.00137/main.tex", "1708.00137"),
      ("upload2.tar.gz", "upload2"), ("a/0704.0001.tgz", "0704.0001"), ("-", "-"), ("", ""),
    ])
  func ids(path: String, expected: String) throws {
    #expect(arXivID(path: path) == expected)
  }

  @Test("A bulk archive: papers, PDFs, hidden files, damaged members")
  func bulk() throws {
    let paper = Array("\\documentclass{a}\\begin{document}x\\end{document}".utf8)
    let archive = tar([
      ("1901/1901.00001.gz", paper), ("1901/1901.00002.pdf", Array("%PDF-1.4".utf8)),
      ("1901/1901.00003.gz", [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 0xFF, 0xFF, 1, 2, 3]),
      ("1901/1901.00004.gz", Array("withdrawn".utf8)), ("1901/._1901.00001.gz", paper),
      ("1901/1901.00005.gz", Array("%PDF-1.5".utf8)),
      ("1901/1901.00006.gz", tar([("q.tex", paper), ("__MACOSX/r.tex", paper)])),
      ("papers/hep-th9901001.tar.gz", tar([("q.tex", paper)])),
    ])
    let log = SkipLog()
    let reading = Reading(
      arXivReader(MemorySource(archive, path: "b.tar", step: 999), recordText: .clean, log: log))
    #expect(reading.problem == nil)
    #expect(reading.ids == ["1901.00001", "1901.00006", "hep-th/9901001"])
    #expect(log.counts.filtered == ["pdf": 2, "no TeX": 1])
    #expect(log.counts.bad == ["undecodable member": 1])
    #expect(log.problems.first?.path?.contains("1901.00003") == true)
    #expect(
      string(reading.documents[0].metadata)
        == #"{"main":"1901.00001.tex","files":["1901.00001.tex"],"yymm":"1901"}"#)
  }

  @Test(
    "A cut archive gives its whole papers, and says that it is cut", arguments: [513, 1100, 1030])
  func cut(length: Int) throws {
    let paper = Array("\\documentclass{a}\\begin{document}x\\end{document}".utf8)
    let archive = tar([("1901/1901.00001.gz", paper), ("1901/1901.00002.gz", paper)])
    let log = SkipLog()
    let reading = Reading(
      arXivReader(
        MemorySource(Array(archive[..<length]), path: "b.tar"), recordText: .raw, log: log))
    #expect(reading.documents.count == (length < 1024 ? 0 : 1))
    #expect(reading.problem == nil)
    #expect(log.counts.badTotal == 1)
    #expect(log.problems.first?.path?.hasPrefix("b.tar") == true)
  }

  /// Reads a real file twice, and compares with what Python's tarfile found in its papers.
  func compare(_ path: String, _ papers: [(name: String, expected: JSONValue)]) throws {
    let log = SkipLog()
    let raw = Reading(arXivReader(try openInput(realFile(path)), recordText: .raw, log: log))
    #expect(raw.problem == nil, "\(path)")
    let documents = Dictionary(uniqueKeysWithValues: zip(raw.ids, raw.documents))
    for (name, expected) in papers {
      let document = documents[arXivID(path: name)]
      let main = expected["main_candidates"]?.array ?? []
      #expect((document != nil) == !main.isEmpty, "\(name)")
      guard let document, expected["kind"] == "tar" else { continue }
      let found = try document.metadata("main") ?? .null
      #expect(main.contains(found), "\(name)")
      #expect(try document.metadata("files")?.array?.count == expected["files"]?.int, "\(name)")
    }
    let kinds = papers.compactMap { $0.expected["kind"]?.string }
    #expect(log.counts.filtered["pdf"] ?? 0 == kinds.count { $0 == "pdf" })
    #expect(log.counts.badTotal == kinds.count { $0.hasPrefix("gz-corrupt") })

    let clean = Reading(
      arXivReader(try openInput(realFile(path)), recordText: .clean, log: SkipLog()))
    #expect(clean.ids == raw.ids)
    for text in clean.texts {
      #expect(!text.contains("\\begin{document}") && !text.contains("\\begin{thebibliography}"))
      #expect(text.count > 1000)
    }
  }

  @Test(
    "Real files give what tarfile gives", .enabled(if: realData != nil, "\(needsRealFiles)"))
  func realFiles() throws {
    for entry in try expectations("arxiv") {
      if entry.value["kind"] != nil {
        try compare(entry.key, [(entry.key, entry.value)])
      } else {
        try compare(entry.key, (entry.value.members ?? []).map { ($0.key, $0.value) })
      }
    }
    let engrafo = Reading(
      arXivReader(
        try openInput(realFile("arxiv/engrafo/1708.00137/main.tex")), recordText: .clean,
        log: SkipLog()))
    #expect(engrafo.ids == ["1708.00137"])
  }
}
