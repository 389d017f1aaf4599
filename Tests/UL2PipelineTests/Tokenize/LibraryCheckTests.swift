/// Which documents are compared with the library, and the message for a difference.
import Testing
import UL2Pipeline

@Suite("Checks against the library")
struct LibraryCheckTests {
  private let fast = EngineTier(.fast, reason: "a test")

  private func documents(_ count: Int) -> [Document] {
    (0..<count).map { i in
      var document = Document()
      document.id = Array("\(i / 2)".utf8)
      document.text = Array("text \(i)".utf8)
      return document
    }
  }

  @Test("As many as asked for, the same each time")
  func share() {
    let documents = documents(20_000)
    for (share, range) in [(0, 0...0), (0.01, 120...280), (1, 20_000...20_000)]
      as [(Double, ClosedRange<Int>)]
    {
      let check = LibraryCheck(share: share, tier: fast)
      let chosen = documents.map { check.chooses($0) }
      #expect(range.contains(chosen.count { $0 }))
      #expect(chosen == documents.map { LibraryCheck(share: share, tier: fast).chooses($0) })
    }
  }

  @Test("No checks if the library encodes")
  func library() {
    let check = LibraryCheck(share: 1, tier: EngineTier(.library, reason: "a test"))
    #expect(!documents(100).contains { check.chooses($0) })
  }

  @Test(
    "A difference is reported with the first token that differs",
    arguments: [
      ([1, 2, 3], [1, 9, 3], "at token 1, got 2 3; expected 9 3"),
      ([1, 2], [1, 2, 7], "at token 2, got the end; expected 7"),
      ([], [5], "at token 0, got the end; expected 5"),
      ([1, 2, 3, 4, 5, 6], [1], "at token 1, got 2 3 4 5; expected the end"),
    ] as [([Int32], [Int32], String)])
  func difference(ids: [Int32], reference: [Int32], part: String) throws {
    let error = #expect(throws: Problem.self) { try LibraryCheck.compare(ids, with: reference) }
    let problem = try #require(error).at("in.jsonl", place: "doc-7")
    #expect("\(problem)".hasPrefix("in.jsonl:doc-7: "))
    #expect("\(problem)".contains(part), "\(problem)")
    #expect("\(problem)".contains("tokenizerEngine library"))
  }

  @Test("Equal ids are no difference")
  func same() {
    #expect(throws: Never.self) { try LibraryCheck.compare([1, 2], with: [1, 2]) }
    #expect(throws: Never.self) { try LibraryCheck.compare([], with: []) }
  }
}
