/// The units of `pack`: consecutive blocks of the plan, whose rows are in the shards of one directory. They
/// depend on the plan alone.
package struct PackUnits: Hashable, Sendable {
  package let blocks: Int
  package let blocksPerUnit: Int

  /// A plan of more than 4,096 blocks has several in a unit, so that neither records nor directories become
  /// too many; and at most 64, so that a task loses little work.
  package init(blocks: Int) {
    self.blocks = blocks
    blocksPerUnit = min(64, (blocks + 4095) / 4096)
  }

  package var count: Int { (blocks + blocksPerUnit - 1) / blocksPerUnit }

  package func blocks(of unit: Int) -> Range<Int> {
    unit * blocksPerUnit..<min(blocks, (unit + 1) * blocksPerUnit)
  }

  /// The name of its directory: `00007`.
  package static func name(_ index: Int) -> String { padded(index) }
}
