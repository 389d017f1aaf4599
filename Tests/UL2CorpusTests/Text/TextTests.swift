import ReaderSupport
import TestSupport
import Testing
import UL2Corpus
import UL2Input
import UL2Markup

@Suite("Text files")
struct TextTests {
  private let directory = TemporaryDirectory()

  private func read(
    _ path: String, directories: [String] = []
  ) throws -> (reading: Reading, log: SkipLog) {
    var options = ReaderOptions()
    options.directories = directories
    let log = SkipLog()
    return (Reading(try openReader(path, source: .text, options: options, log: log)), log)
  }

  private func read(_ bytes: [UInt8], _ name: String) throws -> (reading: Reading, log: SkipLog) {
    try directory.write(bytes, name)
    return try read(directory(name))
  }

  @Test("A file is a document, called by its path")
  func file() throws {
    let (reading, log) = try read(Array("# Title\r\n\nText é\n".utf8), "a.md")
    #expect(reading.texts == ["# Title\r\n\nText é\n"])
    #expect(reading.ids == [directory("a.md")])
    #expect(log.counts == SkipCounts())
    let document = try #require(reading.documents.first)
    #expect(try document.metadata("size")?.int == 18)
    #expect(try document.metadata("encoding") == nil)
  }

  @Test("Below a given directory, the path from there; the longest of several")
  func directories() throws {
    try makeDirectories(directory("a/b"))
    try directory.write(Array("x".utf8), "a/b/c.txt")
    let path = directory("a/b/c.txt")
    #expect(try read(path, directories: [directory("a")]).reading.ids == ["b/c.txt"])
    #expect(
      try read(path, directories: [directory("a"), directory("a/b/")]).reading.ids == ["c.txt"])
    #expect(try read(path, directories: [directory("other")]).reading.ids == [path])
  }

  @Test(
    "Beginnings of other sources' formats are text here",
    arguments: ["{\"text\": 1}\n", "WARC/1.0\n", "PAR1", "<xml/>", "%PDF-1.4", "BZ", " \n."])
  func anything(text: String) throws {
    #expect(try read(Array(text.utf8), "x").reading.texts == [text])
  }

  @Test(
    "Compressed files", arguments: [CompressionFormat.gzip, .bzip2, .zstd, .xz, .lz4])
  func compressed(format: CompressionFormat) throws {
    #expect(try read(compress(Array("text".utf8), format), "x.txt.z").reading.texts == ["text"])
  }

  @Test("Encodings that a file declares, and byte order marks")
  func encodings() throws {
    let latin = Array("# -*- coding: latin-1 -*-\ncaf".utf8) + [0xE9]
    let (reading, _) = try read(latin, "l.py")
    #expect(reading.texts == ["# -*- coding: latin-1 -*-\ncafé"])
    #expect(try reading.documents.first?.metadata("encoding")?.string == "windows-1252")
    #expect(try read([0xEF, 0xBB, 0xBF, 0x61], "m").reading.texts == ["a"])
    #expect(try read([0xFF, 0xFE, 0x61, 0, 0xE9, 0], "u").reading.texts == ["aé"])
    #expect(try read([0xFE, 0xFF, 0, 0x61], "v").reading.texts == ["a"])
    #expect(try read([0xFF, 0xFE, 0, 0, 0x61, 0, 0, 0], "w").reading.texts == ["a"])
    let html = Array("<html><meta charset=windows-1251><p>".utf8) + [0xEF, 0xF0]
    #expect(try read(html, "h.html").reading.texts == ["<html><meta charset=windows-1251><p>пр"])
  }

  @Test(
    "Binary and empty files are left out and counted",
    arguments: [
      ([], "empty file"), ([0xEF, 0xBB, 0xBF], "empty file"), ([0x61, 0, 0x62], "binary file"),
      ([0x63, 0xE9], "not UTF-8"), ([0x89, 0x50, 0x4E, 0x47, 0], "binary file"),
    ] as [([UInt8], String)])
  func leftOut(bytes: [UInt8], reason: String) throws {
    let (reading, log) = try read(bytes, "x")
    #expect(reading.documents.isEmpty)
    #expect(log.counts.filtered == [reason: 1])
  }

  @Test("Members of tar and zip archives, compressed themselves or not", arguments: ["tar", "zip"])
  func archives(kind: String) throws {
    let files: [(path: String, bytes: [UInt8])] = [
      ("d/README.md", Array("read me".utf8)), ("d/a.png", [0x89, 0, 1]),
      ("d/b.txt.gz", compress(Array("packed".utf8), .gzip)), ("e.rst", Array("rest".utf8)),
    ]
    let archive = kind == "tar" ? tar(files) : zip(files.map { ($0.path, $0.bytes, false) })
    for (bytes, name) in [(archive, "x." + kind), (compress(archive, .gzip), "x.\(kind).gz")] {
      let (reading, log) = try read(bytes, name)
      #expect(reading.problem == nil)
      #expect(reading.ids == ["d/README.md", "d/b.txt.gz", "e.rst"], "\(name)")
      #expect(reading.texts == ["read me", "packed", "rest"])
      #expect(try reading.documents.first?.metadata("archive")?.string == directory(name))
      #expect(log.counts.filtered == ["binary file": 1])
      #expect(log.counts.bad.isEmpty)
    }
  }

  @Test("Links are not followed; only a damaged member is lost")
  func damage() throws {
    let packed = compress(Array("packed".utf8), .gzip)
    let archive = tar([
      TarEntry(path: Array("a".utf8), type: "2", link: "/etc/passwd"),
      TarEntry(path: Array("b.gz".utf8), bytes: Array(packed.dropLast(3))),
      TarEntry(path: Array("c".utf8), bytes: Array("c".utf8)),
    ])
    let (reading, log) = try read(archive, "x.tar")
    #expect(reading.ids == ["c"])
    #expect(log.counts.filtered == ["link": 1])
    #expect(log.counts.bad == ["undecodable member": 1])
    #expect(log.problems.first?.path == directory("x.tar") + ":b.gz")
  }

  @Test("Only hidden files are companions")
  func companions() throws {
    for name in ["README.md", "LICENSE", "a.txt", ".hidden"] {
      try directory.write(Array("x".utf8), name)
    }
    let inputs = try expandInputs([directory("")], companions: Source.text.companions)
    #expect(inputs.map(baseName) == ["LICENSE", "README.md", "a.txt"])
  }

  @Test("Neither a wrong byte of an archive nor a cut traps")
  func mutations() throws {
    let archive = zip([
      ("a.txt", Array("some text".utf8), false), ("b.txt", Array("more".utf8), false),
    ])
    for at in archive.indices {
      var damaged = archive
      damaged[at] ^= 0x41
      let reading = (try? read(damaged, "m.zip"))?.reading
      #expect((reading?.documents.count ?? 0) <= 3)
      let cut = (try? read(Array(archive[..<at]), "c.zip"))?.reading
      #expect((cut?.documents.count ?? 0) <= 2)
    }
  }
}
