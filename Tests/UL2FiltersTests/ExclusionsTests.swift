import ReaderSupport
import TestSupport
import Testing
import UL2Core
import UL2Filters

@Suite("Exclusions") struct ExclusionsTests {
  private let scratch = Scratch()

  private func load(_ text: String) throws -> Exclusions {
    try Exclusions([scratch.write(text, to: "list-\(UInt32.random(in: 0 ... .max))")])
  }

  private func hash(_ text: String) -> String {
    let hash = Array(text.utf8).withUnsafeBytes { xxh3_128($0) }
    return hexadecimal(hash.high) + hexadecimal(hash.low)
  }

  @Test("The hash is what xxhsum -H2 prints")
  func canonicalHash() {
    // By Python's xxhash, for want of xxhsum: the same library's canonical form.
    #expect(hash("") == "99aa06d3014798d86001c324468d497f")
    #expect(hash("Hello, world!") == "ade2b2886b80787bbb5ca743b534f2fa")
  }

  @Test("Ids, hashes in either case, and what xxhsum prints")
  func forms() throws {
    let list = try load(
      """
      http://a/?q=1 2\r
      \(hash("first"))
        \(hash("second").uppercased())\t

      \(hash("third"))  some file.txt
      \(hash("fourth")) *binary.txt
      http://last/
      """)
    for text in ["first", "second", "third", "fourth"] {
      #expect(list.contains(text: Array(text.utf8)), "\(text)")
    }
    for id in ["http://a/?q=1 2", "http://last/"] {
      #expect(list.contains(id: Array(id.utf8)))
      #expect(!list.contains(text: Array(id.utf8)))
    }
    #expect(!list.contains(id: Array("first".utf8)))
    #expect(!list.contains(id: []))
    #expect(!list.contains(text: []))
    #expect(list.lists.map(\.entries) == [6])
  }

  @Test("An id that looks like a hash is found too")
  func hexadecimalID() throws {
    let id = "d41d8cd98f00b204e9800998ecf8427e"
    let list = try load(id + "\n")
    #expect(list.contains(id: Array(id.utf8)))
    #expect(!list.contains(id: Array((id.dropLast() + "f").utf8)))
  }

  @Test("Lists may be compressed; their content is hashed")
  func compressed() throws {
    let text = "one\ntwo\n\(hash("three"))\n"
    let plain = try Exclusions([scratch.write(text, to: "plain")])
    let zipped = try Exclusions([
      scratch.write(compress(Array(text.utf8), .gzip), to: "zipped.gz"),
      scratch.write("four", to: "second"),
    ])
    #expect(plain.lists[0].xxh3 == xxh3(Array(text.utf8)))
    #expect(zipped.lists[0].xxh3 == plain.lists[0].xxh3)
    #expect(zipped.lists.map(\.entries) == [3, 1])
    #expect(zipped.contains(text: Array("three".utf8)))
    #expect(zipped.contains(id: Array("four".utf8)))
  }

  @Test(
    "A file that is not a list is refused with path and line",
    arguments: [
      (Array("ok\n".utf8) + [0xFF, 0xFE, 0x41], ":2: byte 0 of the line is not UTF-8"),
      (Array("ok\n\n\u{1}\u{2}zip".utf8), ":3: a control character"),
      (
        Array("XXH3_2d06800538d394c2  stdin\n".utf8),
        ":1: a hash of 64 bits"
      ),
      (Array("a\n".utf8) + Array(repeating: 0x61, count: 70_000), ":2: too long"),
    ])
  func garbage(bytes: [UInt8], message: String) throws {
    let path = try scratch.write(bytes, to: "garbage")
    do {
      _ = try Exclusions([path])
      Issue.record("accepted")
    } catch {
      #expect(error.kind == .badInput)
      #expect(error.description.hasPrefix(path + message), "\(error)")
    }
    #expect(throws: Problem.self) { try Exclusions([scratch("absent")]) }
  }

  @Test("A text is looked up as read, and as the C4 rules leave it")
  func afterCleaning() throws {
    let sentences = prose(sentences: 6).joined(separator: "\n")
    let page = "Menu\n" + sentences
    for listed in [page, sentences] {
      let chosen = try Chosen(exclusions: load(hash(listed))) { $0.quality = [.c4] }
      #expect(chosen(document(page)) == "excluded by text")
    }
    let chosen = try Chosen(exclusions: load(hash("other"))) { $0.quality = [.c4] }
    #expect(chosen(document(page)) == "train")
  }

  @Test("The set holds what was put in, and nothing else, in 21 to 32 bytes per key")
  func keySet() {
    var set = KeySet()
    var random = CounterRandom(key: 7)
    // Some all alike but for their low bits, some made by hand.
    let keys = (0..<20_000).map { i in
      switch i % 3 {
      case 0: Hash128(high: random.next(), low: random.next())
      case 1: Hash128(high: 0xFFFF, low: UInt64(i))
      default: Hash128(high: UInt64(i) << 32, low: 0)
      }
    }
    for key in keys { set.insert(key) }
    for key in keys { set.insert(key) }
    #expect(set.count == keys.count)
    #expect(keys.allSatisfy { set.contains($0) })
    #expect(!set.contains(Hash128(high: 0, low: 0)))
    set.insert(Hash128(high: 0, low: 0))
    set.insert(Hash128(high: 0, low: 0))
    #expect(set.contains(Hash128(high: 0, low: 0)))
    #expect(set.count == keys.count + 1)
    for _ in 0..<10_000 {
      #expect(!set.contains(Hash128(high: random.next(), low: random.next())))
    }
    #expect((21...32).contains(set.byteCount / set.count))
  }
}
