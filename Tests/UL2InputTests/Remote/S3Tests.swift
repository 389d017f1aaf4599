import Testing
import UL2Input

/// The examples of "Signature Calculations for the Authorization Header: Transferring Payload in a
/// Single Chunk" in Amazon's S3 API reference.
@Suite("S3 requests")
struct S3Tests {
  private let credentials = S3Credentials(
    accessKey: "AKIAIOSFODNN7EXAMPLE", secretKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
  /// 2013-05-24, 00:00 UTC.
  private let now = 1_369_353_600

  private func signature(
    _ path: String, _ query: [(name: String, value: String)] = [],
    extra: [(name: String, value: String)] = []
  ) -> String {
    let request = S3Request(
      host: "examplebucket.s3.amazonaws.com", path: path, query: query, region: "us-east-1")
    let lines = credentials.headers(for: request, extra: extra, now: now)
    return String(lines.last?.split(separator: "=").last ?? "")
  }

  @Test("Amazon's own examples")
  func examples() {
    #expect(
      signature("/test.txt", extra: [("range", "bytes=0-9")])
        == "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41")
    #expect(
      signature("/", [("lifecycle", "")])
        == "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543")
    #expect(
      signature("/", [("prefix", "J"), ("max-keys", "2")])
        == "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7")
  }

  @Test("A session's token is signed and sent")
  func session() {
    var credentials = credentials
    credentials.sessionToken = "TOKEN"
    let request = S3Request(host: "h", path: "/k", region: "r")
    let lines = credentials.headers(for: request, now: now)
    #expect(lines.contains("x-amz-security-token: TOKEN"))
    #expect(lines.contains("x-amz-date: 20130524T000000Z"))
    #expect(lines.contains { $0.contains("x-amz-date;x-amz-security-token,") })
  }

  @Test(
    "Buckets and keys",
    arguments: [
      ("s3://bucket/a/b c", "bucket", "a/b c"), ("s3://my.bucket/", "my.bucket", ""),
      ("S3://b_1", "b_1", ""), ("s3://b//x", "b", "/x"),
    ])
  func addresses(path: String, bucket: String, key: String) throws {
    let address = try S3Address(path)
    #expect(address.bucket == bucket)
    #expect(address.key == key)
  }

  @Test("Not a bucket", arguments: ["s3://", "s3:///key", "s3://a@b/c", "s3://a:80/c"])
  func noBucket(path: String) {
    #expect(throws: Problem.self) { try S3Address(path) }
  }

  @Test(
    "Where a bucket is",
    arguments: [
      ("bucket", nil, "https://bucket.s3.eu-west-1.amazonaws.com"),
      ("dotted.bucket", nil, "https://s3.eu-west-1.amazonaws.com/dotted.bucket"),
      ("bucket", "http://localhost:9000", "http://localhost:9000/bucket"),
      ("bucket", "https://host:443/base/", "https://host/base/bucket"),
      ("bucket", "HTTP://host:80", "http://host/bucket"),
    ] as [(String, String?, String)])
  func endpoints(bucket: String, custom: String?, expected: String) throws {
    let endpoint = try S3Address("s3://\(bucket)/key").endpoint(
      custom: custom, region: "eu-west-1")
    #expect("\(endpoint.scheme)://\(endpoint.host)\(endpoint.path)" == expected)
  }

  @Test(
    "Not an endpoint", arguments: ["", "host:9000", "ftp://host", "https://", "https:/x/y"])
  func noEndpoint(custom: String) {
    #expect(throws: Problem.self) {
      try S3Address("s3://b/k").endpoint(custom: custom, region: "r")
    }
  }
}
