/// Headers from servers, and addresses as people type them.
import UL2Input

let remoteTargets = [
  FuzzTarget(name: "remote") { bytes throws(Violation) in
    let text = String(decoding: bytes, as: UTF8.self)
    _ = ContentRange(text)
    if let seconds = retryAfterSeconds(text, now: 1_700_000_000) {
      try check(seconds >= 0, "to be tried again after \(seconds) s")
    }
    _ = nextLink(text)
    _ = try? S3Address(text)
    _ = try? HuggingFaceAddress(text)
    _ = try? CommonCrawlList(text, base: nil)
    _ = RemotePattern(text)?.matches(["a/b.json.gz", text, ""], Companions(Companions.common))
  }
]
