import Testing
import UL2Input

@Suite("S3's lists of keys")
struct S3ListingTests {
  @Test("Keys are exact, even if XML forbids one of their characters")
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

  @Test(
    "Facts about a key's object are not requested again if the list has all of them")
  func identities() throws {
    let page = """
      <ListBucketResult><IsTruncated>false</IsTruncated>
      <Contents><Key>a</Key><ETag>&quot;12-3&quot;</ETag><Size>7</Size></Contents>
      <Contents><Key>b</Key><Size>8</Size></Contents>
      <Contents><Size>0</Size><ETag>"x"</ETag><Key>c</Key></Contents>
      <Contents><Key>d</Key><Size>-1</Size><ETag>"x"</ETag></Contents>
      <Contents><Key>e</Key></Contents></ListBucketResult>
      """
    let listing = try S3Listing(Array(page.utf8), path: "s3://b/")
    #expect(listing.keys == ["a", "b", "c", "d", "e"])
    #expect(listing.identity(of: "a") == InputIdentity(size: 7, tag: "\"12-3\""))
    #expect(listing.identity(of: "c") == InputIdentity(size: 0, tag: "\"x\""))
    #expect(["b", "d", "e"].allSatisfy { listing.identity(of: $0) == nil })
  }
}
