/// `hf://datasets/OWNER/NAME[@REVISION]/PATH`: a file or directory of a dataset of Hugging Face's hub.
///
/// The hub redirects to storage hosts by addresses that hold for an hour; a transfer that is resumed
/// begins at the hub again, and the token is sent to nobody else.

package struct HuggingFaceAddress: Sendable {
  package let path: String
  /// `OWNER/NAME`.
  package let dataset: String
  package let revision: String
  /// Of the file or directory in the dataset; empty for all of it.
  package let name: String

  package init(_ path: String) throws(Problem) {
    var parts = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst(2)
    guard parts.popFirst() == "datasets", let owner = parts.popFirst(), !owner.isEmpty,
      let last = parts.popFirst(), !last.isEmpty
    else {
      throw Problem(
        .noInput, "not a dataset's address", path: path,
        expected: "hf://datasets/OWNER/NAME/PATH or hf://datasets/OWNER/NAME@REVISION/PATH")
    }
    self.path = path
    let named = last.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
    dataset = "\(owner)/\(named[0])"
    guard named.count == 2 else {
      revision = "main"
      name = parts.joined(separator: "/")
      return
    }
    var revision = String(named[1])
    // The hub's own: refs/convert/parquet, refs/pr/12.
    if revision == "refs", parts.count >= 2, ["convert", "pr"].contains(parts.first) {
      revision += "/" + parts.prefix(2).joined(separator: "/")
      parts = parts.dropFirst(2)
    }
    self.revision = revision
    name = parts.joined(separator: "/")
  }

  /// The name of a file of the dataset as an input.
  func input(_ name: String) -> String {
    let shown = revision == "main" && !path.contains("@") ? "" : "@" + revision
    return "hf://datasets/\(dataset)\(shown)/\(name)"
  }

  var file: RemoteAddress { address("\(datasetPath)/resolve/\(revisionPath)/\(namePath(name))") }

  /// The first page of the files below a directory.
  func tree(of directory: String) -> RemoteAddress {
    let below = directory.isEmpty ? "" : "/" + namePath(directory)
    return address("api/\(datasetPath)/tree/\(revisionPath)\(below)?recursive=true")
  }

  /// The page that a response's `Link` header names; nil where it is the last.
  func next(_ link: String?) throws(Problem) -> RemoteAddress? {
    guard let link, let url = nextLink(link) else { return nil }
    // It would be given the token.
    guard url.hasPrefix(Self.endpoint) else {
      throw Problem(
        .noInput, "the list of files continues on another server", path: path, got: url,
        expected: Self.endpoint)
    }
    return RemoteAddress(path: path, url: url, authorization: Self.authorization)
  }

  private var datasetPath: String { "datasets/" + percentEncoded(dataset, keepingSlashes: true) }
  private var revisionPath: String { percentEncoded(revision) }
  private func namePath(_ name: String) -> String { percentEncoded(name, keepingSlashes: true) }

  private func address(_ rest: String) -> RemoteAddress {
    RemoteAddress(path: path, url: Self.endpoint + rest, authorization: Self.authorization)
  }

  /// Ends with a slash.
  private static var endpoint: String {
    let endpoint = environment("HF_ENDPOINT") ?? "https://huggingface.co"
    return endpoint.hasSuffix("/") ? endpoint : endpoint + "/"
  }

  private static var authorization: RemoteAddress.Authorization {
    environment("HF_TOKEN").map { .bearer($0) } ?? .none
  }
}

/// The address of `<…>; rel="next"` in a `Link` header (RFC 8288).
package func nextLink(_ header: String) -> String? {
  for link in header.split(separator: ",") {
    guard let start = link.firstIndex(of: "<"), let end = link.firstIndex(of: ">"), start < end
    else { continue }
    let parameters = link[end...].split(separator: ";").map { $0.filter { $0 != " " } }
    if parameters.contains("rel=\"next\"") || parameters.contains("rel=next") {
      return String(link[link.index(after: start)..<end])
    }
  }
  return nil
}
