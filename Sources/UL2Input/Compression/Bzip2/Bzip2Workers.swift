/// The threads that decode blocks, in the order in which they were submitted.

final class Bzip2Workers: Sendable {
  private struct Queue {
    var waiting: [Bzip2Piece] = []
    var isClosed = false
  }

  private enum Order {
    case decode(Bzip2Piece)
    case close
  }

  private let queue = Monitor(Queue())
  private let threads: [SystemThread]

  /// - Parameter count: threads; fewer where the system has none to spare, nil where it has none at all.
  init?(count: Int) {
    let queue = queue
    threads = (0..<count).compactMap { _ in startThread { Self.work(queue) } }
    if threads.isEmpty { return nil }
  }

  deinit {
    queue.withLock { $0.isClosed = true }
    queue.notifyAll()
    for thread in threads { thread.join() }
  }

  private static func work(_ queue: Monitor<Queue>) {
    let decoder = Bzip2BlockDecoder()
    while true {
      let order = queue.wait { queue -> Order? in
        if queue.isClosed { return .close }
        return queue.waiting.isEmpty ? nil : .decode(queue.waiting.removeFirst())
      }
      guard case .decode(let piece) = order else { return }
      let outcome = piece.decode(with: decoder)
      queue.withLock { _ in piece.outcome = outcome }
      queue.notifyAll()
    }
  }

  func submit(_ piece: Bzip2Piece) {
    queue.withLock { $0.waiting.append(piece) }
    queue.notifyAll()
  }

  /// Waits until a submitted piece is decoded.
  func finish(_ piece: Bzip2Piece) -> Result<Bzip2Block, Bzip2Failure> {
    queue.wait { _ in piece.outcome }
  }

  /// Takes a submitted piece back, which is no longer wanted; waits where it is being decoded.
  func withdraw(_ piece: Bzip2Piece) {
    queue.wait { queue -> Void? in
      if let index = queue.waiting.firstIndex(where: { $0 === piece }) {
        queue.waiting.remove(at: index)
        return ()
      }
      return piece.outcome == nil ? nil : ()
    }
  }
}
