import TestSupport
import Testing
import UL2Data

/// The masks of random rows and of a plan's rows, in each form, compared with the definition.
@Suite("Masks of packed rows")
struct RowMaskTests {
  private let directory = TemporaryDirectory()

  /// Whether q sees k, from the definition.
  private func sees(_ row: PackedRow, _ q: Int, _ k: Int, causal: Bool) -> Bool {
    guard let example = row.examples.first(where: { $0.range.contains(q) }),
      example.range.contains(k)
    else { return false }
    let end = example.start + example.prefixLength
    return k <= q || (!causal && q < end && k < end)
  }

  /// Rows of a plan with every objective and both attentions of prefixes; some are cut short, so that there is padding.
  private func rows() throws -> [PackedRow] {
    let resolved = try resolvedPlan(in: directory)
    var planned = PlannedRows(resolved)
    try planned.plan(from: try #require(resolved.plan().blocks.first))
    var rows: [PackedRow] = []
    for i in stride(from: 0, to: planned.count, by: 9) { rows.append(try planned.row(at: i)) }
    for i in rows.indices where i % 3 == 0 { rows[i].examples.removeLast() }
    rows[4].examples = []
    return rows
  }

  @Test("Dense masks, bounds and segments agree with the definition", arguments: [false, true])
  func forms(_ causal: Bool) throws {
    let rows = try rows()
    let objectives = Set(rows.flatMap { $0.examples.map(\.objective) })
    #expect(rows.count > 30 && objectives.isSuperset(of: 0..<4))
    for row in rows {
      let (mask, width) = (RowMask(row, causal: causal), row.tokens.count)
      let wanted = (0..<width * width).map { sees(row, $0 / width, $0 % width, causal: causal) }
      #expect(mask.dense() == wanted)
      let (bounds, segments, prefixes) = (mask.bounds, mask.segmentIDs, mask.prefixes)
      let byBounds = (0..<width * width).map {
        (Int(bounds[$0 / width * 2])..<Int(bounds[$0 / width * 2 + 1])).contains($0 % width)
      }
      #expect(byBounds == wanted)
      let bySegments = (0..<width * width).map {
        let (q, k) = ($0 / width, $0 % width)
        return segments[q] > 0 && segments[q] == segments[k] && (k <= q || prefixes[k])
      }
      #expect(bySegments == wanted)
      let own = mask.dense(paddingSeesItself: true)
      for q in 0..<width {
        let isPadding = segments[q] == 0
        #expect(own[q * width..<(q + 1) * width].contains(true))
        #expect(!isPadding || own[q * width + q])
      }
      #expect(zip(own, wanted).allSatisfy { $0 || !$1 })
    }
  }

  @Test("The two calls cover the mask, each position once", arguments: [false, true])
  func varlen(_ causal: Bool) throws {
    let rows = try rows()
    let (calls, width) = (Varlen(rows.map { RowMask($0, causal: causal) }), rows[0].tokens.count)
    #expect(!calls.prefixes.isCausal && calls.suffixes.isCausal)
    #expect(calls.prefixes.queries.isEmpty == causal)
    var seen: [Int: [Int]] = [:]
    for call in [calls.prefixes, calls.suffixes] {
      #expect(call.queryStarts.last.map(Int.init) == call.queries.count)
      #expect(call.keyStarts.last.map(Int.init) == call.keys.count)
      var longest = (0, 0)
      for i in 0..<call.queryStarts.count - 1 {
        let queries = call.queries[Int(call.queryStarts[i])..<Int(call.queryStarts[i + 1])]
        let keys = call.keys[Int(call.keyStarts[i])..<Int(call.keyStarts[i + 1])].map { Int($0) }
        longest = (max(longest.0, queries.count), max(longest.1, keys.count))
        for (place, q) in queries.enumerated() {
          let last = call.isCausal ? place + keys.count - queries.count : keys.count - 1
          #expect(seen.updateValue(Array(keys[...last]), forKey: Int(q)) == nil)
        }
      }
      #expect(longest == (call.longestQueries, call.longestKeys))
    }
    for (number, row) in rows.enumerated() {
      for q in 0..<width {
        let wanted = (0..<width).filter { sees(row, q, $0, causal: causal) }
        #expect(seen[number * width + q] ?? [] == wanted.map { $0 + number * width })
      }
    }
  }

  @Test("Blocks agree with the dense mask", arguments: [1, 7, 16, 64])
  func blocks(_ size: Int) throws {
    let rows = try rows()
    let masks = rows.enumerated().map { RowMask($1, causal: $0 % 2 == 0) }
    let made = try BlockMaskArrays(masks, blockSize: size)
    let (count, width) = (made.blocks, rows[0].tokens.count)
    for (number, mask) in masks.enumerated() {
      let dense = mask.dense()
      func kind(_ query: Int, _ key: Int) -> Int {
        var seen = 0
        for q in query * size..<min(width, (query + 1) * size) {
          for k in key * size..<min(width, (key + 1) * size) where dense[q * width + k] {
            seen += 1
          }
        }
        return seen == 0 ? 0 : seen == size * size ? 2 : 1
      }
      for own in 0..<count {
        let byQuery = (0..<count).map { kind(own, $0) }
        let byKey = (0..<count).map { kind($0, own) }
        let place = number * count + own
        for (lists, kinds, wanted) in [
          (made.partial, byQuery, 1), (made.full, byQuery, 2), (made.partialByKeys, byKey, 1),
          (made.fullByKeys, byKey, 2),
        ] {
          let members = (0..<count).filter { kinds[$0] == wanted }
          let others = (0..<count).filter { kinds[$0] != wanted }
          #expect(Int(lists.counts[place]) == members.count)
          #expect(
            lists.indices[place * count..<(place + 1) * count].map { Int($0) } == members + others)
        }
      }
    }
    #expect(throws: Problem.self) { try BlockMaskArrays(masks, blockSize: 0) }
    #expect(throws: Problem.self) { try BlockMaskArrays(masks, blockSize: width + 1) }
    #expect(try BlockMaskArrays([]).partial.counts == [])
  }
}
