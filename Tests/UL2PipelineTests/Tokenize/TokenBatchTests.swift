/// Tokens and counts as they go to a shard.
import Testing
import UL2Pipeline

@Suite("Batches of tokens")
struct TokenBatchTests {
  @Test("Ids in their stored width, little-endian, whatever their number", arguments: 0...40)
  func widths(count: Int) throws {
    let ids = (0..<count).map { $0 * 1_677 }
    var narrow = TokenBatch(type: .uint16)
    var wide = TokenBatch(type: .int32)
    for _ in 0..<2 {
      try narrow.add(Document()) { tokens in for id in ids { tokens.append(id) } }
      try wide.add(Document(), isChecked: true) { tokens in for id in ids { tokens.append(id) } }
    }
    let expected = ids.flatMap {
      [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)]
    }
    #expect(narrow.tokens.bytes == expected + expected)
    #expect(narrow.tokenCounts == [count, count] && narrow.checkedDocuments == 0)
    let whole = ids.flatMap { id in (0..<4).map { UInt8(truncatingIfNeeded: id >> (8 * $0)) } }
    #expect(wide.tokens.bytes == whole + whole && wide.checkedDocuments == 2)
  }

  @Test("Protected matches add up")
  func matches() {
    var batch = TokenBatch(type: .uint16)
    batch.add(matches: [0, 0, 0])
    #expect(batch.protectedMatches.isEmpty)
    batch.add(matches: [0, 2, 0])
    batch.add(matches: [0, 0, 0])
    batch.add(matches: [1, 1, 0])
    #expect(batch.protectedMatches == [1, 3, 0])
  }
}
