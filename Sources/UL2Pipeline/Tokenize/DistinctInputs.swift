import UL2Input

/// Each input once: a file has one even where several paths or links lead to it, and would otherwise be
/// tokenized, and trained on, as often.
///
/// - Parameter inputs: sorted by name; the first stays.
package func distinctInputs(_ inputs: [String], _ reporter: Reporter) -> [String] {
  var files: [FileIdentity: String] = [:]
  var addresses: [String: String] = [:]
  var distinct: [String] = []
  var repeated: [(path: String, first: String)] = []
  for path in inputs {
    var first: String?
    if isRemote(path) {
      let address = plainAddress(path)
      first = addresses[address]
      if first == nil { addresses[address] = path }
    } else if path != "-", let file = FileIdentity(path) {
      first = files[file]
      if first == nil { files[file] = path }
    }
    if let first { repeated.append((path, first)) } else { distinct.append(path) }
  }
  if !repeated.isEmpty {
    let shown = repeated.prefix(3).map { "\($0.path) is \($0.first)" }.joined(separator: ", ")
    let what =
      repeated.count == 1
      ? "1 input is the same file as another, and left out"
      : "\(repeated.count) inputs are the same files as others, and left out"
    reporter.note("\(what): \(shown)\(repeated.count > 3 ? ", …" : "")")
  }
  return distinct
}

/// An address as its like are compared: its scheme and host in lower case, without the scheme's own port and
/// without a fragment.
private func plainAddress(_ path: String) -> String {
  let written = path.prefix { $0 != ":" }
  let scheme = written.lowercased()
  let rest = path.dropFirst(written.count + 3)
  guard scheme.hasPrefix("http") else { return scheme + "://" + rest }
  var host = rest.prefix { !"/?#".contains($0) }.lowercased()
  let port = scheme == "https" ? ":443" : ":80"
  if host.hasSuffix(port) { host.removeLast(port.utf8.count) }
  let tail = rest.drop { !"/?#".contains($0) }.prefix { $0 != "#" }
  return scheme + "://" + host + (tail.hasPrefix("/") ? "" : "/") + tail
}
