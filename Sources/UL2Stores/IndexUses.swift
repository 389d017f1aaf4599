/// Which of a store's indexes were used since their memory was given back: the others, perhaps
/// thousands, need not be asked.
import Synchronization

package final class IndexUses: Sendable {
  private let numbers = Mutex<[Int]>([])

  /// - Parameter number: of an index that is used for the first time since `take`.
  func add(_ number: Int) { numbers.withLock { $0.append(number) } }

  /// The numbers of the indexes that were used, which are counted from 0 from now on.
  func take() -> [Int] {
    numbers.withLock { numbers in
      let used = numbers
      numbers.removeAll(keepingCapacity: true)
      return used
    }
  }
}
