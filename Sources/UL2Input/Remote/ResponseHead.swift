/// The head of an HTTP response: the status and the few fields that reading a file needs (RFC 9110).
import CCurl

struct ResponseHead {
  private(set) var status = 0
  private var fields: [String: String] = [:]
  /// Hugging Face names the file's hash where it redirects to a storage host, whose own tags differ.
  private(set) var linkedTag: String?

  private static let kept: Set<String> = [
    "content-length", "content-range", "etag", "last-modified", "link", "location", "retry-after",
    "x-amz-bucket-region", "x-error-message", "x-linked-etag",
  ]

  subscript(_ name: String) -> String? { fields[name] }

  /// Takes a line. A status line begins the head of another response, as redirects have it.
  mutating func add(_ line: UnsafeRawBufferPointer) {
    let text = unsafe String(decoding: line.prefix(8192), as: UTF8.self)
    if text.hasPrefix("HTTP/") {
      fields = [:]
      status = text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
      return
    }
    guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")) else { return }
    let name = text[..<colon].lowercased()
    guard Self.kept.contains(name) else { return }
    let value = text[text.utf8.index(after: colon)...].trimmed
    fields[name] = value
    if name == "x-linked-etag" { linkedTag = value }
  }

  /// A tag that distinguishes this version of the file from others. A weak tag is as good as there is.
  var tag: String? {
    guard let tag = linkedTag ?? fields["etag"], !tag.isEmpty else { return nil }
    return tag.hasPrefix("W/") ? String(tag.dropFirst(2)) : tag
  }

  /// How long the server asks to be left alone, in seconds; nil where it does not.
  func retryAfter(now: Int) -> Int? {
    fields["retry-after"].flatMap { retryAfterSeconds($0, now: now) }
  }
}

/// A `Retry-After` value in seconds from `now` on: it is seconds, or a date.
package func retryAfterSeconds(_ value: String, now: Int) -> Int? {
  if !value.isEmpty, value.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
    return Int(value) ?? .max
  }
  // Only what begins like a day's name: curl_getdate sees dates in much.
  guard value.utf8.first.map({ $0 >= UInt8(ascii: "A") }) == true else { return nil }
  let date = unsafe curl_getdate(value, nil)
  return date < 0 ? nil : max(0, date - now)
}

/// `Content-Range`: which bytes a response has, and of how many.
package struct ContentRange: Equatable {
  /// nil: none, as an answer 416 says (`bytes */1234`).
  package var bytes: Range<Int>?
  /// nil: the server does not know.
  package var size: Int?

  /// nil for what is not a range of bytes.
  package init?(_ value: String) {
    let words = value.split(separator: " ")
    guard words.count == 2, words[0].lowercased() == "bytes" else { return nil }
    let parts = words[1].split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2 else { return nil }
    if parts[1] != "*" {
      guard let size = Int(parts[1]), size >= 0 else { return nil }
      self.size = size
    }
    if parts[0] != "*" {
      let ends = parts[0].split(separator: "-", omittingEmptySubsequences: false)
      guard ends.count == 2, let first = Int(ends[0]), let last = Int(ends[1]), first >= 0,
        first <= last, last < size ?? .max
      else { return nil }
      bytes = first..<last + 1
    }
  }
}
