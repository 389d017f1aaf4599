/// Transfers between two requests, with the connections that they keep open: ten thousand inputs of one
/// server need one connection per thread.
import Synchronization

enum CurlTransferPool {
  private static let idle = Mutex<[CurlTransfer]>([])
  /// Above it connections are closed.
  private static let limit = 16

  static func take() throws(Problem) -> CurlTransfer {
    if let transfer = idle.withLock({ $0.popLast() }) { return transfer }
    return try CurlTransfer()
  }

  static func giveBack(_ transfer: CurlTransfer) {
    transfer.end()
    idle.withLock { if $0.count < limit { $0.append(transfer) } }
  }
}
