/// The keys of a bucket that begin with a prefix: S3's ListObjectsV2, a page of a thousand at a time.
import UL2Markup

package struct S3Listing {
  /// A page has at most 1,000 keys of 1,024 bytes each, and what is known of them.
  private static let longestPage = 16 << 20

  package private(set) var keys: [String] = []
  /// The identities of keys for which the list has both size and tag, so that nobody needs to ask for them again.
  private(set) var identities: [String: RemoteIdentity] = [:]

  package func identity(of key: String) -> InputIdentity? {
    identities[key].map { InputIdentity(size: $0.size, tag: $0.tag) }
  }

  private var isListing = false
  private var isTruncated = false
  private var continuation: String?

  /// All pages together.
  static func all(below prefix: String, of address: S3Address) throws(Problem) -> S3Listing {
    var all = S3Listing()
    var continuation: String?
    while true {
      let page = try S3Listing(page: address.listing(prefix: prefix, continuation: continuation))
      guard page.isListing else {
        throw Problem(.noInput, "the server does not list the bucket", path: address.path)
      }
      all.keys += page.keys
      all.identities.merge(page.identities) { first, _ in first }
      guard page.isTruncated else { return all }
      guard let next = page.continuation, next != continuation else {
        throw Problem(
          .noInput, "the server's list of the bucket does not advance", path: address.path)
      }
      continuation = next
    }
  }

  private init() {}

  private init(page address: RemoteAddress) throws(Problem) {
    var reader = ByteReader(RemoteSource(address))
    var bytes: [UInt8] = []
    guard try !reader.read(Self.longestPage, appendingTo: &bytes) else {
      throw Problem(.noInput, "the server's list of the bucket is too long", path: address.path)
    }
    try self.init(bytes, path: address.path)
  }

  package init(_ page: [UInt8], path: String) throws(Problem) {
    var bytes = page
    if let declaration = try XMLDeclaration(bytes, path: path) {
      bytes.removeFirst(declaration.count)
    }
    do throws(XMLFailure) {
      unsafe try bytes.span.withUnsafeBufferPointer { bytes throws(XMLFailure) in
        unsafe try read(bytes)
      }
    } catch {
      throw Problem(
        .noInput, "the server's list of the bucket is not XML: \(error.reason)", path: path,
        place: "byte \(error.offset)")
    }
  }

  private mutating func read(_ bytes: UnsafeBufferPointer<UInt8>) throws(XMLFailure) {
    var scanner = unsafe XMLScanner(bytes)
    // S3 writes such keys so, though XML forbids it, and another name would be another file's.
    scanner.keepsControls = true
    scanner.begin(0..<bytes.count, XMLContext())
    var text: [UInt8] = []
    var identity = RemoteIdentity()
    while let token = try scanner.next() {
      switch token {
      case .start:
        if scanner.isNamed("ListBucketResult") { isListing = true }
        text.removeAll(keepingCapacity: true)
      case .end:
        let value = String(decoding: text, as: UTF8.self)
        if scanner.isNamed("Key") { keys.append(value) }
        if scanner.isNamed("Size") { identity.size = Int(value.trimmed) }
        if scanner.isNamed("ETag") { identity.tag = value.trimmed }
        if scanner.isNamed("Contents") {
          if identity.size ?? -1 >= 0, identity.tag?.isEmpty == false, let key = keys.last {
            identities[key] = identity
          }
          identity = RemoteIdentity()
        }
        if scanner.isNamed("IsTruncated") { isTruncated = value.trimmed == "true" }
        if scanner.isNamed("NextContinuationToken") { continuation = value }
        text.removeAll(keepingCapacity: true)
      case .text(let range): try scanner.append(range, to: &text)
      case .literal(let range): scanner.appendLiteral(range, to: &text)
      case .comment, .instruction: break
      }
    }
    try scanner.finish()
  }
}
