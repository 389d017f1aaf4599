/// A remote file as it is asked for: an address that libcurl knows, and what opens it.
///
/// ```
///  https://…  http://…          ─────────────▶ as it is
///  s3://BUCKET/KEY              S3Address ────▶ https://BUCKET.s3.REGION.amazonaws.com/KEY, signed
///  hf://datasets/OWNER/NAME/…   HuggingFace… ─▶ https://huggingface.co/datasets/…/resolve/…, token
/// ```

/// Whether an input lies on another machine.
package func isRemote(_ path: String) -> Bool {
  ["https://", "http://", "s3://", "hf://"].contains { path.lowercased().hasPrefix($0) }
}

struct RemoteAddress: Sendable {
  enum Authorization: Sendable {
    case none
    case bearer(String)
    /// The request to sign, and the credentials; without them the request is anonymous.
    case s3(S3Request, S3Credentials?)
  }

  /// As the user wrote it, for errors.
  var path: String
  var url: String
  var authorization = Authorization.none

  init(path: String, url: String, authorization: Authorization = .none) {
    self.path = path
    self.url = url
    self.authorization = authorization
  }

  /// - Parameter path: one for which `isRemote` holds.
  init(_ path: String) throws(Problem) {
    let scheme = path.lowercased().prefix { $0 != ":" }
    switch scheme {
    case "s3": self = try S3Address(path).object
    case "hf": self = try HuggingFaceAddress(path).file
    default:
      let host = path.dropFirst(scheme.utf8.count + 3).prefix { !"/?#".contains($0) }
      if host.isEmpty {
        throw Problem(.noInput, "an address without a host", path: path)
      }
      if host.contains("@") {
        throw Problem(
          .noInput, "a name and password in an address would be written to manifests",
          path: String(scheme) + "://…" + host.drop { $0 != "@" },
          fix: "use an address that needs none")
      }
      self.init(path: path, url: path)
    }
  }

  /// - Parameter range: as in `Range: bytes=…`.
  func request(range: String?, now: Int) -> HTTPRequest {
    var request = HTTPRequest(url: url, headers: ["Accept-Encoding: identity"], range: range)
    switch authorization {
    case .none: break
    case .bearer(let token): request.headers.append("Authorization: Bearer \(token)")
    case .s3(let target, let credentials):
      // A signature holds for one host and for the key as it is written.
      request.followsRedirects = false
      request.isPathLiteral = true
      if let credentials {
        request.headers += credentials.headers(for: target, now: now)
      }
    }
    return request
  }

  /// The problem that a status other than success is.
  ///
  /// - Parameter detail: what the server says about it.
  func refusal(_ head: ResponseHead, detail: String?) -> Problem {
    let got = "HTTP status \(head.status)" + (detail.map { ": \($0)" } ?? "")
    func problem(_ text: String, fix: Wording? = nil) -> Problem {
      Problem(.noInput, text, path: path, got: got, fix: fix)
    }
    switch (head.status, authorization) {
    case (404, .bearer), (410, _), (404, .s3(_, .some)), (404, .none):
      return problem("no such remote file")
    case (404, .s3(_, nil)): return problem("no such remote file", fix: S3Credentials.fix)
    case (401, .s3(_, nil)), (403, .s3(_, nil)):
      return problem("not public", fix: S3Credentials.fix)
    case (401, .s3), (403, .s3):
      return problem("these credentials give no access", fix: S3Credentials.fix)
    case (301, .s3), (307, .s3), (400, .s3):
      let region = head["x-amz-bucket-region"]
      return problem(
        "the server does not answer for this bucket",
        fix: region.map { "set AWS_REGION=\($0)" }
          ?? "AWS_REGION and AWS_ENDPOINT_URL must be the bucket's")
    case (401, .bearer), (403, .bearer):
      return problem(
        "HF_TOKEN gives no access",
        fix: "accept the dataset's terms on its page, or renew the token")
    case (401, .none) where path.lowercased().hasPrefix("hf:"),
      (403, .none) where path.lowercased().hasPrefix("hf:"):
      return problem("it needs a token, or does not exist", fix: "set HF_TOKEN")
    case (401, _), (403, _):
      return problem(
        "the server refuses access",
        fix:
          "ul2prep has no credentials for https://; use s3:// or hf://, or a presigned address"
      )
    default: return problem("the server refuses access")
    }
  }
}

/// Bytes as a part of an address: all but unreserved characters (RFC 3986, 2.3) as `%XX`.
func percentEncoded(_ text: some StringProtocol, keepingSlashes: Bool = false) -> String {
  var result: [UInt8] = []
  for byte in text.utf8 {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
      UInt8(ascii: "_"), UInt8(ascii: "~"):
      result.append(byte)
    case UInt8(ascii: "/") where keepingSlashes:
      result.append(byte)
    default:
      result.append(UInt8(ascii: "%"))
      result += hexadecimalDigits([byte]).uppercased().utf8
    }
  }
  return String(decoding: result, as: UTF8.self)
}
