/// A remote file, or a part of it, as a stream of bytes that survives its connections.
///
/// One request is open at a time and read as it comes; where it breaks or stalls, the next one asks for
/// what is missing. Nothing is held but libcurl's buffers, and no byte of another version of the file is
/// ever given.

final class RemoteSource: ByteSource {
  let address: RemoteAddress
  /// The identity in the last response.
  private(set) var head = ResponseHead()
  /// The status that made `read` throw; 0 where it was something else.
  private(set) var refusedStatus = 0
  private var identity: RemoteIdentity?
  private var body: RemoteBody?
  private var retries = Retries()
  private var position: Int
  /// Where the open body began.
  private var bodyStart = 0
  private let end: Int?
  private let maySkip: Bool
  private var isFinished = false

  var path: String { address.path }

  convenience init(_ path: String) throws(Problem) {
    self.init(try RemoteAddress(path))
  }

  /// - Parameter range: the bytes that are wanted, not beyond the file's end; nil: all.
  init(_ address: RemoteAddress, range: Range<Int>? = nil) {
    self.address = address
    position = range?.lowerBound ?? 0
    end = range?.upperBound
    maySkip = range == nil
    retries.hasAnswered = RemoteIdentities.known(address) != nil
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(Problem) -> Int {
    while !isFinished {
      let room = min(buffer.count, end.map { $0 - position } ?? .max)
      if room == 0 { return 0 }
      do throws(RemoteFailure) {
        if let body = try openBody() {
          let count = unsafe try body.read(
            into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<room]))
          position += count
          if count > 0 {
            retries.progress()
            return count
          }
        }
        try endBody()
      } catch {
        body = nil
        if case .final(_, let status) = error { refusedStatus = status }
        try retries.wait(after: error, path: path, position: position)
      }
    }
    return 0
  }

  /// The body that the next bytes come from; nil where there are none.
  private func openBody() throws(RemoteFailure) -> RemoteBody? {
    if let body { return body }
    switch try RemoteBody.open(address, from: position, to: end, maySkip: maySkip) {
    case .body(let opened):
      body = opened
      bodyStart = position
      head = opened.head
      identity = opened.identity
      retries.hasAnswered = true
      return opened
    case .nothing(let known):
      identity = known
      isFinished = true
      return nil
    }
  }

  /// A body has ended as it said it would: so has the file, unless the server gave less than asked for.
  private func endBody() throws(RemoteFailure) {
    body = nil
    if position >= identity?.size ?? 0 || position >= end ?? .max { isFinished = true }
    if !isFinished, position == bodyStart { throw .passing("the server sent nothing") }
  }
}
