import Testing
import UL2Data

@Suite("Blocks of rows")
struct RowBlocksTests {
  @Test("Every row is in its block, also among blocks without rows")
  func blocks() {
    for counts in [[3], [0, 2, 0, 0, 5, 1, 0], [1, 1, 1], [0, 0, 9]] {
      let blocks = RowBlocks(counts: counts)
      #expect(blocks.count == counts.count && blocks.rowCount == counts.reduce(0, +))
      #expect(blocks.largest == counts.max())
      var row = 0
      for (block, count) in counts.enumerated() {
        #expect(blocks.rows(ofBlock: block) == row..<row + count)
        for row in row..<row + count { #expect(blocks.block(ofRow: row) == block) }
        row += count
      }
    }
    #expect(RowBlocks(counts: []).rowCount == 0)
  }
}
