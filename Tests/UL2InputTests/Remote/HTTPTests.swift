import Testing
import UL2Input

@Suite("HTTP fields and retries")
struct HTTPTests {
  @Test(
    "Content-Range",
    arguments: [
      ("bytes 0-9/10", 0..<10, 10), ("bytes 5-5/*", 5..<6, nil), ("Bytes 3-7/100", 3..<8, 100),
      ("bytes */1234", nil, 1234),
    ] as [(String, Range<Int>?, Int?)])
  func contentRange(value: String, bytes: Range<Int>?, size: Int?) {
    let range = ContentRange(value)
    #expect(range?.bytes == bytes)
    #expect(range?.size == size)
    #expect(range != nil)
  }

  @Test(
    "Not a Content-Range",
    arguments: [
      "", "bytes", "bytes 0-9", "bytes 9-0/10", "bytes 0-10/10", "bytes -1-5/10", "items 0-9/10",
      "bytes 0-9/10 x", "bytes 0-9/-1", "bytes 0-99999999999999999999/*", "bytes a-b/c",
      "bytes 0-9223372036854775807/*", "bytes /", "bytes 1-2-3/9",
    ])
  func noContentRange(value: String) {
    #expect(ContentRange(value) == nil)
  }

  @Test(
    "Retry-After: seconds, or a date",
    arguments: [
      ("0", 0), ("120", 120), ("99999999999999999999", Int.max),
      ("Wed, 21 Oct 2015 07:28:00 GMT", 60), ("Wednesday, 21-Oct-15 07:28:00 GMT", 60),
      ("Wed, 21 Oct 2015 07:26:00 GMT", 0), ("soon", nil), ("", nil), ("-5", nil), ("1.5", nil),
    ] as [(String, Int?)])
  func retryAfter(value: String, expected: Int?) {
    // 2015-10-21, 07:27:00 UTC.
    #expect(retryAfterSeconds(value, now: 1_445_412_420) == expected)
  }
}
