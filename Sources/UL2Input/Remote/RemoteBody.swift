/// The body of one response, from a place in the file on: checks that the response is what was asked for
/// before a byte of it is used.

@safe final class RemoteBody {
  let identity: RemoteIdentity
  let head: ResponseHead
  private let transfer: CurlTransfer
  /// Bytes before the place that was asked for, where a server sends a file from its beginning only.
  private var skipped: Int
  /// The bytes that the response has still to give; nil where it did not say.
  private var left: Int?

  enum Answer {
    case body(RemoteBody)
    /// The file ends before the place that was asked for, or there.
    case nothing(RemoteIdentity)
  }

  /// Asks for the bytes of a file from `start` on, before `end` where there is one.
  ///
  /// - Parameter maySkip: whether a server that knows no ranges may send what comes before.
  static func open(
    _ address: RemoteAddress, from start: Int, to end: Int?, maySkip: Bool
  ) throws(RemoteFailure) -> Answer {
    let transfer: CurlTransfer
    do throws(Problem) { transfer = try CurlTransferPool.take() } catch { throw .final(error) }
    do throws(RemoteFailure) {
      let range = start == 0 && end == nil ? nil : "\(start)-" + (end.map { "\($0 - 1)" } ?? "")
      try transfer.begin(address.request(range: range, now: unixTime()))
      let head = transfer.head
      switch head.status {
      case 200, 206:
        return .body(
          try RemoteBody(transfer, head, address, from: start, to: end, maySkip: maySkip))
      case 416:
        let size = head["content-range"].flatMap { ContentRange($0) }?.size
        let identity = RemoteIdentity(size: size, tag: head.tag, modified: head["last-modified"])
        let merged = try merge(identity, address)
        guard let size = merged.size, start >= size else {
          throw .passing("the server refuses a range that the file has")
        }
        CurlTransferPool.giveBack(transfer)
        return .nothing(merged)
      case 408, 425, 429, 500, 502, 503, 504:
        throw .passing(
          "HTTP status \(head.status)", retryAfter: head.retryAfter(now: unixTime()),
          isAnswer: true)
      default:
        let detail = head["x-error-message"] ?? errorCode(transfer)
        throw .final(address.refusal(head, detail: detail), status: head.status)
      }
    } catch {
      CurlTransferPool.giveBack(transfer)
      throw error
    }
  }

  private init(
    _ transfer: CurlTransfer, _ head: ResponseHead, _ address: RemoteAddress, from start: Int,
    to end: Int?, maySkip: Bool
  ) throws(RemoteFailure) {
    var identity = RemoteIdentity(tag: head.tag, modified: head["last-modified"])
    var left: Int?
    if head.status == 206 {
      guard let range = head["content-range"].flatMap({ ContentRange($0) }),
        let bytes = range.bytes, bytes.lowerBound == start, bytes.upperBound <= end ?? .max
      else {
        throw .passing("the server sent the wrong bytes: \(head["content-range"] ?? "no range")")
      }
      identity.size = range.size
      left = bytes.count
    } else {
      left = head["content-length"].flatMap { Int($0) }.flatMap { $0 >= 0 ? $0 : nil }
      identity.size = left
    }
    let merged = try Self.merge(identity, address)
    if head.status == 200, start > 0 {
      guard maySkip, identity.isCertain else {
        throw .final(
          Problem(
            .noInput, "the server sends files only from their beginning", path: address.path,
            place: "byte \(start)",
            fix: maySkip
              ? "without ETag and Last-Modified a transfer cannot be resumed there: download the file first"
              : "download the file first: this format is read from several places"))
      }
    }
    skipped = head.status == 200 ? start : 0
    self.identity = merged
    self.head = head
    self.transfer = transfer
    self.left = left
  }

  deinit { CurlTransferPool.giveBack(transfer) }

  /// The next bytes; 0 at the body's end.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws(RemoteFailure) -> Int {
    while true {
      if left == 0 {
        transfer.finish()
        return 0
      }
      let room = unsafe UnsafeMutableRawBufferPointer(
        rebasing: buffer.prefix(min(left ?? .max, skipped > 0 ? skipped : .max)))
      let count = unsafe try transfer.read(into: room)
      if count == 0 {
        if let left { throw .passing("the server ended the transfer \(left) bytes early") }
        return 0
      }
      if let left { self.left = left - count }
      if skipped == 0 {
        if left == 0 { transfer.finish() }
        return count
      }
      skipped -= count
    }
  }

  private static func merge(
    _ identity: RemoteIdentity, _ address: RemoteAddress
  ) throws(RemoteFailure) -> RemoteIdentity {
    do throws(Problem) {
      return try RemoteIdentities.merge(identity, of: address)
    } catch {
      throw .final(error)
    }
  }

  /// The code in the body of an error of S3 and its like: `<Code>NoSuchKey</Code>`.
  private static func errorCode(_ transfer: CurlTransfer) -> String? {
    var bytes = [UInt8](repeating: 0, count: 2048)
    var span = bytes.mutableSpan
    let count = unsafe span.withUnsafeMutableBytes { unsafe (try? transfer.read(into: $0)) ?? 0 }
    let text = String(decoding: bytes[..<count], as: UTF8.self)
    let code = "Code>"
    return text.split(separator: "<").first { $0.hasPrefix(code) }
      .map { shown($0.dropFirst(code.count).utf8, limit: 64) }
  }
}
