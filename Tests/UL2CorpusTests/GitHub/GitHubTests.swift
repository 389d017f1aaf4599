import ReaderSupport
import TestSupport
import Testing
import UL2Corpus
import UL2Input

@Suite("GitHub archives")
struct GitHubTests {
  static let commit = "31235a29c7e277577b23648428232326144ecf48"

  func read(_ bytes: [UInt8], step: Int = 700, log: SkipLog = SkipLog()) throws -> Reading {
    Reading(
      PartsReader(
        try GitHubParts(MemorySource(bytes, path: "r.tar", step: step)), log: log))
  }

  /// The beginning of GitHub's archives.
  func header(_ commit: String) -> TarEntry {
    let record = "comment=\(commit)\n"
    return TarEntry(
      path: Array("pax_global_header".utf8), type: "g", bytes: Array("52 \(record)".utf8))
  }

  @Test("A tar archive: text files with their commit; links, binary and empty files are counted")
  func tarball() throws {
    let top = "o-r-31235a2/"
    let archive = tar([
      header(Self.commit), TarEntry(path: Array(top.utf8), type: "5"),
      TarEntry(path: Array((top + "src/a.PY").utf8), bytes: Array("print(1)\n".utf8)),
      TarEntry(path: Array((top + "b.bin").utf8), bytes: [0, 1, 2]),
      TarEntry(path: Array((top + "c.txt").utf8), bytes: [0x63, 0xE9]),
      TarEntry(path: Array((top + "d").utf8), type: "2", link: "/etc/passwd"),
      TarEntry(path: Array((top + "e").utf8), type: "1", link: top + "c.txt"),
      TarEntry(path: Array((top + "f").utf8)), TarEntry(path: Array((top + "g").utf8), type: "3"),
      TarEntry(path: Array((top + "Makefile").utf8), bytes: Array("all:\n".utf8)),
    ])
    let log = SkipLog()
    let reading = try read(archive, log: log)
    #expect(reading.problem == nil)
    #expect(reading.ids == ["o-r/src/a.PY@\(Self.commit)", "o-r/Makefile@\(Self.commit)"])
    #expect(reading.texts == ["print(1)\n", "all:\n"])
    #expect(
      string(reading.documents[0].metadata) == """
        {"repo_name":"o-r","path":"src/a.PY","ext":"py","size":9,"language":"Python",\
        "commit":"\(Self.commit)"}
        """)
    #expect(
      log.counts.filtered == ["binary file": 1, "not UTF-8": 1, "link": 3, "empty file": 1])
    #expect(log.counts.bad.isEmpty)
  }

  @Test(
    "Names that point outside are names", arguments: ["../../x", "/etc/passwd", "a/../../b", "."])
  func names(path: String) throws {
    let reading = try read(tar([TarEntry(path: Array(path.utf8), bytes: Array("x".utf8))]))
    #expect(reading.texts == ["x"])
  }

  @Test("A name that is not UTF-8 is read as Latin-1")
  func latin1() throws {
    let reading = try read(tar([TarEntry(path: [0x72, 0x2F, 0xE9], bytes: [0x78])]))
    #expect(reading.ids == ["r/é"])
  }

  @Test("A branch's archive, and one without a commit")
  func branches() throws {
    let file = TarEntry(path: Array("r-main/x.rs".utf8), bytes: Array("x".utf8))
    #expect(try read(tar([header(Self.commit), file])).ids == ["r-main/x.rs@\(Self.commit)"])
    #expect(try read(tar([file])).ids == ["r-main/x.rs"])
    #expect(try read(tar([header("no commit"), file])).ids == ["r-main/x.rs"])
    #expect(try read(tar([TarEntry(path: Array("x".utf8), bytes: [0x78])])).ids == ["x"])
  }

  @Test("A zip archive, in a file and in a stream")
  func zipball() throws {
    let archive = zip(
      [
        ("o-r-31235a2/é.go", Array("package é".utf8), false),
        ("o-r-31235a2/link", Array("é.go".utf8), true),
      ], comment: Self.commit)
    let scratch = Scratch()
    let path = try scratch.write(archive, to: "r.zip")
    let log = SkipLog()
    let file = Reading(PartsReader(try GitHubParts(zipFile: path), log: log))
    #expect(file.ids == ["o-r/é.go@\(Self.commit)"])
    #expect(file.texts == ["package é"])
    #expect(log.counts.filtered == ["link": 1])
    // Whether an entry is a link is only in the directory, after the files.
    #expect(try read(archive).ids.first == "o-r-31235a2/é.go")
    #expect(try read(zip([])).documents.isEmpty)
  }

  @Test("A cut archive gives its whole files, and says that it is cut")
  func cut() throws {
    let files = (0..<3).map { TarEntry(path: Array("r/\($0)".utf8), bytes: Array("text".utf8)) }
    let archive = tar(files)
    for length in [1024 + 100, 1024 + 514] {
      let log = SkipLog()
      #expect(try read(Array(archive[..<length]), log: log).documents.count == 1)
      #expect(log.counts.badTotal == 1)
    }
  }

  @Test("After a damaged header, reading continues at the next one")
  func damagedHeader() throws {
    let files = (0..<3).map { TarEntry(path: Array("r/\($0)".utf8), bytes: Array("text".utf8)) }
    var archive = tar(files)
    archive[1024 + 3] ^= 1
    let log = SkipLog()
    #expect(try read(archive, log: log).ids == ["r/0", "r/2"])
    #expect(log.counts.bad == ["damaged input": 1])
  }

  @Test("False sizes, and absurd ones")
  func sizes() throws {
    for size in ["77777777777", "-0000000001", "\u{80}", "zzz"] {
      let entry = TarEntry(path: Array("r/x".utf8), bytes: Array("x".utf8), size: size)
      // For some, libarchive says that this is not an archive.
      let reading = try? read(tar([entry]))
      #expect(reading?.problem == nil && (reading?.documents.count ?? 0) <= 1)
    }
  }

  @Test("Any byte changed, or cut anywhere")
  func mutations() throws {
    let file = TarEntry(path: Array("r/x.py".utf8), bytes: Array("text".utf8))
    let archives = [
      tar([header(Self.commit), file]),
      zip([("r/x.py", Array("text".utf8), false)], comment: Self.commit),
    ]
    let scratch = Scratch()
    for (number, archive) in archives.enumerated() {
      for at in archive.indices where archive[at] != 0 || at % 16 == 0 {
        for change in [UInt8(1), 0x80, 0xFF] {
          var damaged = archive
          damaged[at] ^= change
          try expectSound { try read(damaged) }
        }
        try expectSound { try read(Array(archive[..<at])) }
        if number == 1, at % 4 == 0 {
          let path = try scratch.write(Array(archive[..<at]), to: "cut.zip")
          try expectSound {
            Reading(PartsReader(try GitHubParts(zipFile: path), log: SkipLog()))
          }
        }
      }
    }
  }

  /// At most the one file that was there, or a problem.
  private func expectSound(_ read: () throws -> Reading) throws {
    do {
      let reading = try read()
      #expect(reading.documents.count <= 1 && reading.isUTF8)
    } catch is Problem {}
  }

  @Test(
    "A real archive gives what tarfile gives",
    .enabled(if: realData != nil, "\(needsRealFiles)"))
  func realArchive() throws {
    for (name, expected) in try expectations("github_tar").map({ ($0.key, $0.value) }) {
      let log = SkipLog()
      let source = try openInput(realFile("derived/github/" + name))
      let reading = Reading(PartsReader(try GitHubParts(source), log: log))
      #expect(reading.problem == nil)
      #expect(reading.documents.count == expected["utf8_files"]?.int)
      #expect(reading.documents.reduce(0) { $0 + $1.text.count } == expected["bytes"]?.int)
      // Names and texts.
      var digest = SHA256()
      for document in reading.documents {
        let path = try document.metadata("path")?.string ?? ""
        digest.updateNetstring(Array("jedireza-warc-31235a2/\(path)".utf8))
        digest.updateNetstring(document.text)
      }
      #expect(digest.hexDigest() == expected["sha256"]?.string)
      for document in reading.documents {
        #expect(try document.metadata("commit") == expected["pax_comment"])
        #expect(try document.metadata("repo_name") == "jedireza-warc")
      }
      #expect(
        reading.ids.first?.hasPrefix("jedireza-warc/.github/workflows/build.yml@31235") == true)
      #expect(log.counts == SkipCounts())
    }
  }
}
