/// Open members of a large set that can be reopened, in the order in which they are closed:
/// whatever was not used since it was looked at last. Near to "the least recently used", and using
/// one costs no lock.
import Synchronization

/// A member's own part.
final class Turn: Sendable {
  private let used = Atomic<Bool>(false)
  /// Where it is among the members; touched only under their lock.
  fileprivate let place = Atomic<Int>(-1)

  /// Says that the member was used.
  func use() {
    // Most often it says so already, and what is only read can be in every processor's cache.
    if !used.load(ordering: .relaxed) { used.store(true, ordering: .relaxed) }
  }

  /// Whether it was used since it was asked last.
  fileprivate func takeUse() -> Bool { used.exchange(false, ordering: .relaxed) }
}

protocol HasTurn: AnyObject, Sendable {
  var turn: Turn { get }
}

/// Not for several threads at once.
struct SecondChance<Member: HasTurn>: Sendable {
  private var members: [Member] = []
  private var hand = 0

  var count: Int { members.count }

  mutating func add(_ member: Member) {
    member.turn.use()
    member.turn.place.store(members.count, ordering: .relaxed)
    members.append(member)
  }

  /// Takes a member out, if it is in.
  mutating func remove(_ member: Member) {
    let place = member.turn.place.load(ordering: .relaxed)
    guard place >= 0 else { return }
    member.turn.place.store(-1, ordering: .relaxed)
    let last = members.removeLast()
    guard place < members.count else { return }
    members[place] = last
    last.turn.place.store(place, ordering: .relaxed)
  }

  /// Takes out one that `close` closes; nil where it closes none of them.
  mutating func removeOne<Closed>(_ close: (Member) -> Closed?) -> Closed? {
    // The first time round takes the uses away.
    for _ in 0..<2 * members.count {
      if hand >= members.count { hand = 0 }
      let member = members[hand]
      if !member.turn.takeUse(), let closed = close(member) {
        // The last takes its place, which is the newest most often: its turn comes last.
        remove(member)
        hand += 1
        return closed
      }
      hand += 1
    }
    return nil
  }
}
