/// Values that take milliseconds to make, kept by their numbers for whichever threads ask: as many as a limit
/// allows, and each made by one thread while the others that want it wait.
///
/// A look costs a lock and a table: it is for shards and blocks, once for a run of their rows.
package final class SharedCache<Value: Sendable>: Sendable {
  private final class Entry: HasTurn {
    let key: Int
    let value: Value
    let cost: Int
    let turn = Turn()

    init(_ key: Int, _ value: Value, _ cost: Int) {
      self.key = key
      self.value = value
      self.cost = cost
    }
  }

  private struct State {
    var entries: [Int: Entry] = [:]
    var beingMade: Set<Int> = []
    var order = SecondChance<Entry>()
    var cost = 0
    var made = 0
  }

  private enum Turned {
    case found(Value)
    case toMake
  }

  private let state = Monitor(State())
  private let costLimit: Int
  private let countLimit: Int

  /// - Parameters:
  ///   - cost: bytes that are kept, at most; the value that was made last is, whatever it costs.
  ///   - count: how many are kept, at most.
  package init(cost: Int, count: Int) {
    costLimit = cost
    countLimit = count
  }

  /// Values that are kept now, and their cost.
  package var kept: (count: Int, cost: Int) {
    state.withLock { ($0.entries.count, $0.cost) }
  }

  /// How often a value was made, whether it was kept or not.
  package var madeCount: Int { state.withLock { $0.made } }

  /// The value of a number.
  ///
  /// - Parameter make: makes it, and says what it costs; called outside all locks. What it throws
  ///   is thrown here, and the next caller tries again.
  package func value(
    _ key: Int, make: () throws(Problem) -> (value: Value, cost: Int)
  ) throws(Problem) -> Value {
    let turn: Turned = state.wait { state in
      if let entry = state.entries[key] {
        entry.turn.use()
        return .found(entry.value)
      }
      return state.beingMade.insert(key).inserted ? .toMake : nil
    }
    if case .found(let value) = turn { return value }
    do throws(Problem) {
      let made = try make()
      keep(Entry(key, made.value, made.cost))
      return made.value
    } catch {
      state.withLock { _ = $0.beingMade.remove(key) }
      state.notifyAll()
      throw error
    }
  }

  private func keep(_ entry: Entry) {
    // Those that go are freed after the lock.
    let gone = state.withLock { state in
      state.beingMade.remove(entry.key)
      state.entries[entry.key] = entry
      state.order.add(entry)
      state.cost += entry.cost
      state.made += 1
      var gone: [Entry] = []
      while state.cost > costLimit || state.order.count > countLimit,
        let old = state.order.removeOne({ $0 === entry ? nil : $0 })
      {
        state.entries[old.key] = nil
        state.cost -= old.cost
        gone.append(old)
      }
      return gone
    }
    state.notifyAll()
    _ = gone
  }

  /// Forgets the value of a number; those who have it keep it.
  package func remove(_ key: Int) {
    let gone = state.withLock { state in
      guard let old = state.entries.removeValue(forKey: key) else { return nil as Entry? }
      state.order.remove(old)
      state.cost -= old.cost
      return old
    }
    _ = gone
  }

  /// Forgets all values; those who have one keep it.
  package func removeAll() {
    let gone = state.withLock { state in
      let gone = state.entries
      state.entries = [:]
      state.order = SecondChance()
      state.cost = 0
      return gone
    }
    _ = gone
  }
}
