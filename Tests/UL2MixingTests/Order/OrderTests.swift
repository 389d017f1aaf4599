import Testing
import UL2Mixing

@Suite("Orders")
struct OrderTests {
  @Test("A keyed permutation is a bijection, and has an inverse")
  func bijection() {
    for count in Array(1...300) + [4095, 4096, 4097, 70_000] {
      let order = KeyedPermutation(count: count, key: UInt64(count))
      var seen = [Bool](repeating: false, count: count)
      for i in 0..<count {
        let element = order(i)
        #expect(!seen[element])
        seen[element] = true
        #expect(order.index(of: element) == i)
      }
    }
  }

  @Test("Elements requested together are the same as one by one")
  func batches() {
    for count in [1, 2, 7, 300, 4095, 4096, 4097, 70_000] {
      let order = KeyedPermutation(count: count, key: UInt64(count) &* 77)
      let all = (0..<count).map { order($0) }
      for range in [0..<count, count / 3..<count, count / 2..<count / 2, 0..<min(count, 256)] {
        var elements = [-1]
        order.elements(at: range, to: &elements)
        #expect(elements == [-1] + all[range])
      }
    }
  }

  @Test("Documents likewise, across the ends of windows", arguments: [1, 3, 31])
  func documentBatches(windowRuns: Int) {
    for count in [1, 5, 402, 1003] {
      var order = DocumentOrder(
        documents: count, tokens: count << 20, window: windowRuns * DocumentOrder.runTokens, key: 4)
      var other = order
      let all = (0..<count).map { order.document(at: $0) }
      for start in stride(from: 0, to: count, by: 61) {
        var documents: [Int] = []
        let range = start..<min(start + 256, count)
        other.documents(at: range, to: &documents)
        #expect(documents == Array(all[range]))
      }
    }
  }

  /// Where a given element lands, and which element follows another, over many keys.
  @Test("Elements are uniformly distributed", arguments: [7, 64, 100, 5000])
  func uniform(count: Int) {
    let keys = 40_000
    let cells = min(count, 50)
    var landing = [Int](repeating: 0, count: cells)
    var distance = [Int](repeating: 0, count: cells)
    for key in 0..<keys {
      let order = KeyedPermutation(count: count, key: mixed(UInt64(key)))
      landing[order(0) * cells / count] += 1
      distance[((order(1) - order(0) + count) % count) * cells / count] += 1
    }
    func chiSquare(_ counts: [Int], _ shares: [Double]) -> Double {
      zip(counts, shares).reduce(0) { sum, cell in
        let expected = cell.1 * Double(keys)
        return sum + (Double(cell.0) - expected) * (Double(cell.0) - expected) / expected
      }
    }
    let landingShares = (0..<cells).map { cell in
      Double((0..<count).count { $0 * cells / count == cell }) / Double(count)
    }
    let distanceShares = (0..<cells).map { cell in
      Double((1..<count).count { $0 * cells / count == cell }) / Double(count - 1)
    }
    let limit = Double(cells) + 6 * (2 * Double(cells)).squareRoot()
    #expect(chiSquare(landing, landingShares) < limit)
    if count > 7 { #expect(chiSquare(distance, distanceShares) < limit) }
  }

  @Test(
    "Every document comes once, whatever the window and the short last run",
    arguments: [1, 2, 5, 31, 100])
  func coverage(windowRuns: Int) {
    // About 1 Mi tokens per document: four documents per run.
    for count in [1, 3, 4, 5, 8, 101, 402, 1003] {
      for key in 0..<6 as Range<UInt64> {
        var order = DocumentOrder(
          documents: count, tokens: count << 20, window: windowRuns * DocumentOrder.runTokens,
          key: key)
        let documents = (0..<count).map { order.document(at: $0) }
        #expect(documents.sorted() == Array(0..<count), "\(count) documents, key \(key)")
      }
    }
  }

  @Test("Any position can be asked for, in any order")
  func randomAccess() {
    var forward = DocumentOrder(
      documents: 403, tokens: 403 << 20, window: 3 * DocumentOrder.runTokens, key: 9)
    var backward = forward
    let documents = (0..<403).map { forward.document(at: $0) }
    #expect((0..<403).reversed().map { backward.document(at: $0) } == documents.reversed())
  }

  @Test("Windows follow one another, and each has whole runs", arguments: [1, 3, 31, 200])
  func wholeWindows(windowRuns: Int) {
    // Four documents per run.
    for count in [1, 5, 8, 402, 403] {
      for key in 0..<4 as Range<UInt64> {
        var order = DocumentOrder(
          documents: count, tokens: count << 20, window: windowRuns * DocumentOrder.runTokens,
          key: key)
        #expect(order.wholeWindows(of: 0..<count) == 0..<count)
        #expect(order.wholeWindows(of: 0..<0).isEmpty)
        var start = 0
        while start < count {
          let window = order.wholeWindows(of: start..<start + 1)
          #expect(window.lowerBound == start)
          #expect(window.allSatisfy { order.wholeWindows(of: $0..<$0 + 1) == window })
          let documents = Set(window.map { order.document(at: $0) })
          let runs = Set(documents.map { $0 / 4 })
          #expect(runs.count == min(windowRuns, (count - start + 3) / 4))
          #expect(documents == Set((0..<count).filter { runs.contains($0 / 4) }))
          if window.upperBound < count {
            let two = order.wholeWindows(of: window.upperBound - 1..<window.upperBound + 1)
            #expect(two.lowerBound == start && two.upperBound > window.upperBound)
          }
          start = window.upperBound
        }
      }
    }
  }

  @Test("A window touches only its own runs")
  func locality() {
    let window = 8 * DocumentOrder.runTokens
    var order = DocumentOrder(documents: 4000, tokens: 4000 << 20, window: window, key: 3)
    for start in stride(from: 0, to: 4000 - 32, by: 32) {
      let runs = Set((start..<start + 32).map { order.document(at: $0) / 4 })
      #expect(runs.count <= 16)
    }
  }
}
