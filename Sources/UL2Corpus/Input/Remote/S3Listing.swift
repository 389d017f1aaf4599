/// The keys of a bucket that begin with a prefix: S3's ListObjectsV2, a page of a thousand at a time.

enum S3Listing {
  static func keys(below prefix: String, of address: S3Address) throws(Problem) -> [String] {
    var keys: [String] = []
    var continuation: String?
    repeat {
      let page = try address.listing(prefix: prefix, continuation: continuation)
      let handler = Handler()
      let stream = try XMLStream(RemoteSource(page), handler)
      while try stream.advance() {}
      guard handler.isListing else {
        throw Problem(.noInput, "the server does not list the bucket", path: address.path)
      }
      keys += handler.keys
      guard handler.isTruncated else { return keys }
      guard let next = handler.continuation, next != continuation else {
        throw Problem(
          .noInput, "the server's list of the bucket does not go on", path: address.path)
      }
      continuation = next
    } while true
  }

  private final class Handler: XMLHandler {
    private(set) var keys: [String] = []
    private(set) var isListing = false
    private(set) var isTruncated = false
    private(set) var continuation: String?
    private var text: [UInt8] = []

    let hasRecord = false

    func start(_ element: XMLName, _ attributes: XMLAttributes) {
      if element == "ListBucketResult" { isListing = true }
      text = []
    }

    func end(_ element: XMLName) {
      let value = String(decoding: text, as: UTF8.self)
      if element == "Key" { keys.append(value) }
      if element == "IsTruncated" { isTruncated = value.trimmed == "true" }
      if element == "NextContinuationToken" { continuation = value }
      text = []
    }

    func text(_ bytes: UnsafeBufferPointer<UInt8>) { unsafe text.append(contentsOf: bytes) }
  }
}
