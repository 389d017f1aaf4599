/// Compares our heaps with swift-collections' for `Benchmarks/libraries.py`, which builds our source files with this
/// one: prints a name, the number of pushes and pops (of runs: of replacements), and seconds.
import Glibc
import HeapModule

/// The keys of `RunMerger`'s heap.
struct Key: Comparable {
  var major: UInt64
  var minor: UInt64

  static func < (a: Key, b: Key) -> Bool { (a.major, a.minor) < (b.major, b.minor) }
}

/// `MergeHeap`'s elements, for `Heap`.
struct Entry: Comparable {
  var rank: UInt32
  var result: UInt32
  var at: Int

  static func < (a: Entry, b: Entry) -> Bool { (a.rank, a.at) < (b.rank, b.at) }
}

/// SplitMix64.
struct Random {
  var state: UInt64 = 1

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
    return z ^ z >> 31
  }
}

func processorSeconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
  return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
}

/// Both must take the same elements in the same order.
func compare(
  _ name: String, _ count: Int, _ ours: @escaping () -> UInt64, _ library: @escaping () -> UInt64
) {
  precondition(ours() == library(), "the heaps differ")
  for (who, body) in [("ours", ours), ("library", library)] {
    let seconds = (0..<3).map { _ in
      let start = processorSeconds()
      _ = body()
      return processorSeconds() - start
    }
    print("\(name)-\(who)", count, seconds.sorted()[1])
  }
}

@main
struct Heaps {
  static func main() {
    for size in [100, 1000, 100_000] {
      queues(size, rounds: 400_000 / size)
      merges(size, rounds: 400_000 / size)
    }
    for size in [8, 64, 2000] { runs(size, records: 400_000) }
  }

  static func queues(_ size: Int, rounds: Int) {
    compare("PlainQueue-\(size)", size * rounds) {
      var (random, sum, queue) = (Random(), UInt64(0), PlainQueue())
      for _ in 0..<rounds {
        for _ in 0..<size { queue.push(random.next()) }
        while let value = queue.pop() { sum = sum &* 31 &+ value }
      }
      return sum
    } _: {
      var (random, sum, queue) = (Random(), UInt64(0), Heap<UInt64>())
      for _ in 0..<rounds {
        for _ in 0..<size { queue.insert(random.next()) }
        while let value = queue.popMin() { sum = sum &* 31 &+ value }
      }
      return sum
    }
  }

  static func merges(_ size: Int, rounds: Int) {
    compare("MergeHeap-\(size)", size * rounds) {
      var (random, sum, heap) = (Random(), UInt64(0), MergeHeap())
      for _ in 0..<rounds {
        for i in 0..<size { heap.push(Merge(rank: UInt32(random.next() % 32_000), result: 7), i) }
        while let (merge, at) = heap.pop() { sum = sum &* 31 &+ UInt64(at) &+ UInt64(merge.rank) }
      }
      return sum
    } _: {
      var (random, sum, heap) = (Random(), UInt64(0), Heap<Entry>())
      for _ in 0..<rounds {
        for i in 0..<size {
          heap.insert(Entry(rank: UInt32(random.next() % 32_000), result: 7, at: i))
        }
        while let top = heap.popMin() { sum = sum &* 31 &+ UInt64(top.at) &+ UInt64(top.rank) }
      }
      return sum
    }
  }

  static func runs(_ size: Int, records: Int) {
    /// The next key of a run, a little after its last.
    func next(_ key: Key, _ random: inout Random) -> Key {
      Key(major: key.major &+ random.next() >> 44, minor: random.next())
    }
    let start = Key(major: 0, minor: 0)
    compare("RunMerger-\(size)", records) {
      var (random, sum, runs) = (Random(), UInt64(0), RunHeap())
      for run in 0..<size {
        runs.heap.append(RunHeap.Head(key: next(start, &random), run: run))
        runs.siftUp(run)
      }
      for _ in 0..<records {
        sum = sum &* 31 &+ runs.heap[0].key.major &+ UInt64(runs.heap[0].run)
        runs.heap[0].key = next(runs.heap[0].key, &random)
        runs.siftDown()
      }
      return sum
    } _: {
      var (random, sum, runs) = (Random(), UInt64(0), Heap<RunHeap.Head>())
      for run in 0..<size { runs.insert(RunHeap.Head(key: next(start, &random), run: run)) }
      for _ in 0..<records {
        guard let top = runs.min else { break }
        sum = sum &* 31 &+ top.key.major &+ UInt64(top.run)
        runs.replaceMin(with: RunHeap.Head(key: next(top.key, &random), run: top.run))
      }
      return sum
    }
  }
}
