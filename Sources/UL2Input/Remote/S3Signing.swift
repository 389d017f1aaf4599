/// Requests to S3 signed with AWS Signature Version 4, as "Authenticating Requests (AWS Signature
/// Version 4)" of the S3 API reference describes it.
///
/// Its own and not libcurl's: libcurl 7.88 signs neither the session's token nor keys with characters
/// that need escaping as S3 wants them.
import Glibc

/// The parts of a request that are signed. Requests have no body, and their method is GET.
package struct S3Request: Sendable {
  package var host: String
  /// Escaped.
  package var path: String
  package var query: [(name: String, value: String)] = []
  package var region: String

  package init(
    host: String, path: String, query: [(name: String, value: String)] = [], region: String
  ) {
    self.host = host
    self.path = path
    self.query = query
    self.region = region
  }

  /// The query in the order and with the escapes that are signed; empty where there is none.
  package var queryText: String {
    query.map { (percentEncoded($0.name), percentEncoded($0.value)) }
      .sorted { $0.0.utf8.lexicographicallyPrecedes($1.0.utf8) }
      .map { "\($0.0)=\($0.1)" }.joined(separator: "&")
  }
}

package struct S3Credentials: Sendable {
  package var accessKey: String
  package var secretKey: String
  package var sessionToken: String?

  package init(accessKey: String, secretKey: String, sessionToken: String? = nil) {
    self.accessKey = accessKey
    self.secretKey = secretKey
    self.sessionToken = sessionToken
  }

  static let fix: Wording =
    "set AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and, if there is one, AWS_SESSION_TOKEN"

  /// From the usual variables; nil where they are not set.
  static var fromEnvironment: S3Credentials? {
    guard let accessKey = environment("AWS_ACCESS_KEY_ID"),
      let secretKey = environment("AWS_SECRET_ACCESS_KEY")
    else { return nil }
    return S3Credentials(
      accessKey: accessKey, secretKey: secretKey,
      sessionToken: environment("AWS_SESSION_TOKEN"))
  }

  /// The header lines that a request needs.
  ///
  /// - Parameters:
  ///   - extra: other headers that are to be signed, their names in lower case.
  ///   - now: seconds since 1970.
  package func headers(
    for request: S3Request, extra: [(name: String, value: String)] = [], now: Int
  ) -> [String] {
    let time = Self.timestamp(now)
    let scope = "\(time.prefix(8))/\(request.region)/s3/aws4_request"
    var signed = extra
    signed.append(("host", request.host))
    signed.append(("x-amz-content-sha256", Self.hashOfNothing))
    signed.append(("x-amz-date", time))
    if let sessionToken { signed.append(("x-amz-security-token", sessionToken)) }
    signed.sort { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    let names = signed.map(\.name).joined(separator: ";")
    let canonical =
      "GET\n\(request.path)\n\(request.queryText)\n"
      + signed.map { "\($0.name):\($0.value)\n" }.joined() + "\n\(names)\n\(Self.hashOfNothing)"
    var hash = SHA256()
    hash.update(canonical.utf8)
    let text = "AWS4-HMAC-SHA256\n\(time)\n\(scope)\n\(hash.hexDigest())"
    var key = Array("AWS4\(secretKey)".utf8)
    for part in scope.split(separator: "/") { key = hmacSHA256(key: key, part.utf8) }
    let signature = hexadecimalDigits(hmacSHA256(key: key, text.utf8))
    return signed.filter { $0.name != "host" }.map { "\($0.name): \($0.value)" } + [
      "Authorization: AWS4-HMAC-SHA256 Credential=\(accessKey)/\(scope),SignedHeaders=\(names),"
        + "Signature=\(signature)"
    ]
  }

  private static let hashOfNothing = SHA256().hexDigest()

  /// `20130524T000000Z`.
  private static func timestamp(_ now: Int) -> String {
    var seconds = time_t(now)
    var parts = unsafe tm()
    unsafe _ = gmtime_r(&seconds, &parts)
    func digits(_ value: Int32, _ count: Int) -> String {
      let text = String(value)
      return String(repeating: "0", count: max(0, count - text.utf8.count)) + text
    }
    return unsafe digits(parts.tm_year + 1900, 4) + digits(parts.tm_mon + 1, 2)
      + digits(parts.tm_mday, 2)
      + "T" + digits(parts.tm_hour, 2) + digits(parts.tm_min, 2) + digits(parts.tm_sec, 2) + "Z"
  }
}
