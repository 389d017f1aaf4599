/// `plan.bin`: reading gives the same plan as was written, and anything else is refused.
import Testing
import UL2Mixing

@Suite("Plans as files")
struct PlanFileTests {
  private func makePlan() throws -> Plan {
    try makePlanner(sequenceLength: 256, limit: .tokens(12_000_000)).plan()
  }

  private func read(_ bytes: [UInt8], _ plan: Plan) throws(Problem) -> Plan {
    try Plan(
      fileBytes: bytes, sources: plan.totals.sources.count,
      objectives: plan.totals.objectives.count, path: "plan.bin")
  }

  @Test("Written and read, with the state after the last block")
  func roundTrip() throws {
    let plan = try makePlan()
    #expect(plan.blocks.count >= 3 && plan.end.firstRow == plan.totals.rows)
    #expect(try read(plan.fileBytes, plan) == plan)
    #expect(plan.tokens(ofBlocks: 0..<plan.blocks.count) == plan.totals.all.tokens)
    #expect(
      (0..<plan.blocks.count).reduce(0) { $0 + plan.tokens(ofBlocks: $1..<$1 + 1) }
        == plan.totals.all.tokens)
    #expect(plan.rows(ofBlocks: 0..<plan.blocks.count) == 0..<plan.totals.rows)
    for row in [0, plan.blocks[1].firstRow - 1, plan.blocks[1].firstRow, plan.totals.rows - 1] {
      #expect(
        plan.rows(ofBlocks: plan.block(ofRow: row)..<plan.block(ofRow: row) + 1).contains(row))
    }
  }

  @Test("Any flipped bit and any missing byte is detected")
  func damage() throws {
    let plan = try makePlan()
    let bytes = plan.fileBytes
    for bit in stride(from: 0, to: bytes.count * 8, by: 5) {
      var damaged = bytes
      damaged[bit / 8] ^= 1 << UInt8(bit % 8)
      #expect(throws: Problem.self, "bit \(bit)") { try read(damaged, plan) }
    }
    for count in stride(from: 0, to: bytes.count, by: 3) {
      #expect(throws: Problem.self, "\(count) bytes") { try read(Array(bytes[..<count]), plan) }
    }
    #expect(throws: Problem.self) { try read(bytes + [0], plan) }
  }

  @Test("Impossible numbers are not a plan, even with the right hash")
  func nonsense() throws {
    let plan = try makePlan()
    let sources = plan.totals.sources.count
    func changed(_ word: Int, _ value: Int) -> [UInt8] {
      var bytes: [UInt8] = []
      appendLittleEndian(Int64(value), to: &bytes)
      var file = Array(plan.fileBytes.dropLast(8))
      file.replaceSubrange(8 * word..<8 * word + 8, with: bytes)
      appendLittleEndian(xxh3(file), to: &file)
      return file
    }
    // Version, sources, objectives, blocks, stages; the second block's first row, its first source's numbers.
    for (word, value) in [
      (1, 2), (2, 99), (3, 99), (4, 0), (4, Int.max), (5, 0), (5, Int.max), (6, 1),
      (6 + 1 + 4 * sources, 0), (6 + 1 + 4 * sources + 1, 1 << 20),
      (6 + 1 + 4 * sources + 3, -1), (6 + 3, Int.max / 2),
    ] {
      #expect(throws: Problem.self, "word \(word)") { try read(changed(word, value), plan) }
    }
  }
}
