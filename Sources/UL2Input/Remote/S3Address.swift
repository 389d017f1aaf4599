/// `s3://BUCKET/KEY`, and where S3 and servers like it have that.
///
/// Region, endpoint and credentials come from the variables that Amazon's own tools use. An endpoint of
/// one's own is addressed by path (`ENDPOINT/BUCKET/KEY`), Amazon's by host, except for buckets with a
/// dot in their names, which its certificates do not cover.

package struct S3Address: Sendable {
  package let path: String
  package let bucket: String
  /// Empty for the bucket itself.
  package let key: String

  package init(_ path: String) throws(Problem) {
    let rest = path.dropFirst("s3://".utf8.count)
    let bucket = rest.prefix { $0 != "/" }
    let isName =
      !bucket.isEmpty
      && bucket.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
          UInt8(ascii: "_"):
          true
        default: false
        }
      }
    guard isName else {
      throw Problem(.noInput, "no bucket name", path: path, expected: "s3://BUCKET/KEY")
    }
    self.path = path
    self.bucket = String(bucket)
    key = String(rest.dropFirst(bucket.count + 1))
  }

  /// The object of this key.
  var object: RemoteAddress {
    get throws(Problem) { try address(key: key) }
  }

  /// The request that lists the objects whose keys begin with `prefix`.
  func listing(prefix: String, continuation: String?) throws(Problem) -> RemoteAddress {
    var query = [("list-type", "2"), ("prefix", prefix)]
    if let continuation { query.append(("continuation-token", continuation)) }
    return try address(key: "", query: query)
  }

  package struct Endpoint: Sendable {
    package var scheme: String
    package var host: String
    /// Escaped, without a slash at its end.
    package var path: String
  }

  /// The server that has the bucket.
  package func endpoint(custom: String?, region: String) throws(Problem) -> Endpoint {
    guard let custom else {
      let host = "s3.\(region).amazonaws.com"
      return bucket.contains(".")
        ? Endpoint(scheme: "https", host: host, path: "/" + bucket)
        : Endpoint(scheme: "https", host: bucket + "." + host, path: "")
    }
    let parts = custom.split(separator: "/", omittingEmptySubsequences: false)
    let scheme = parts[0].lowercased()
    guard parts.count >= 3, ["https:", "http:"].contains(scheme), parts[1].isEmpty,
      !parts[2].isEmpty
    else {
      throw Problem(
        .usage, "AWS_ENDPOINT_URL is not an address", got: custom,
        expected: "https://HOST or http://…")
    }
    // libcurl leaves a scheme's own port out of `Host`, which is signed.
    var host = String(parts[2])
    let port = scheme == "https:" ? ":443" : ":80"
    if host.hasSuffix(port) { host.removeLast(port.utf8.count) }
    let base = parts[3...].filter { !$0.isEmpty }.map { "/" + $0 }.joined()
    return Endpoint(scheme: String(scheme.dropLast()), host: host, path: base + "/" + bucket)
  }

  private func address(
    key: String, query: [(name: String, value: String)] = []
  ) throws(Problem) -> RemoteAddress {
    let region =
      environment("AWS_REGION") ?? environment("AWS_DEFAULT_REGION") ?? "us-east-1"
    let endpoint = try endpoint(
      custom: environment("AWS_ENDPOINT_URL_S3") ?? environment("AWS_ENDPOINT_URL"),
      region: region)
    let target = S3Request(
      host: endpoint.host,
      path: endpoint.path + "/" + percentEncoded(key, keepingSlashes: true), query: query,
      region: region)
    let url =
      "\(endpoint.scheme)://\(target.host)\(target.path)"
      + (query.isEmpty ? "" : "?" + target.queryText)
    return RemoteAddress(
      path: path, url: url, authorization: .s3(target, .fromEnvironment))
  }
}
