/// Plans as files: read, written and read again.
import UL2Core
import UL2Mixing

let planTargets = [
  FuzzTarget(name: "plan") { bytes throws(Violation) in
    guard bytes.count >= 2 else { return }
    let (sources, objectives) = (Int(bytes[0] % 4) + 1, Int(bytes[1] % 4) + 1)
    func read(_ file: [UInt8]) -> Plan? {
      try? Plan(fileBytes: file, sources: sources, objectives: objectives, path: "input")
    }
    _ = read(Array(bytes.dropFirst(2)))
    // With the right hash, which a mutation would hardly hit.
    var file = Array(bytes.dropFirst(2))
    let hash = xxh3(file)
    for byte in 0..<8 { file.append(UInt8(truncatingIfNeeded: hash >> (8 * byte))) }
    guard let plan = read(file) else { return }
    try check(read(plan.fileBytes) == plan, "the plan as written reads as another")
    for row in [0, plan.totals.rows / 2, plan.totals.rows - 1] {
      let block = plan.block(ofRow: row)
      try check(plan.rows(ofBlocks: block..<block + 1).contains(row), "row \(row) is in no block")
    }
    _ = plan.tokens(ofBlocks: 0..<plan.blocks.count)
  }
]
