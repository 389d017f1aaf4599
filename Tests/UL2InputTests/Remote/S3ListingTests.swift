import Testing
import UL2Input

@Suite("S3's lists of keys")
struct S3ListingTests {
  @Test("Keys are what they are, also where XML forbids a character of theirs")
  func keys() throws {
    let page = """
      <?xml version="1.0" encoding="UTF-8"?>
      <ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><IsTruncated>false</IsTruncated>
      <Contents><Key>a&amp;b.gz</Key></Contents><Contents><Key>c&#x1F;&#xE9;&#13;.gz</Key></Contents>
      <Contents><Key>d&#0;&#xFFFF;</Key></Contents></ListBucketResult>
      """
    let listing = try S3Listing(Array(page.utf8), path: "s3://b/")
    #expect(listing.keys == ["a&b.gz", "c\u{1F}é\r.gz", "d\u{FFFD}"])
    #expect(throws: Problem.self) {
      try S3Listing(Array("<!DOCTYPE html><html>".utf8), path: "s3://b/")
    }
  }
}
