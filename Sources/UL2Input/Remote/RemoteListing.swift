/// Remote directories and globs as the files that they match.
///
/// A directory means all below it, as on this machine: except for hidden files and what is known to
/// lie beside inputs. In a glob `*` stops at a slash.
import Glibc

/// The files that a remote pattern matches: the pattern itself, unless it is a glob or a directory
/// of a store that can list its files (`s3://`, `hf://`).
///
/// - Parameter isListed: whether it is a line of a list, which names files unless it says otherwise: no
///   request is spent on asking.
func expandRemote(
  _ pattern: String, _ companions: Companions, isListed: Bool
) throws(Problem) -> [String] {
  switch pattern.lowercased().prefix(5) {
  case "s3://":
    let address = try S3Address(pattern)
    guard let listing = RemotePattern(address.key) else { return [pattern] }
    let all = try S3Listing.all(below: listing.prefix, of: address)
    return try listing.choose(all.keys, companions, pattern).map { key throws(Problem) in
      let path = "s3://\(address.bucket)/\(key)"
      if let identity = all.identities[key] {
        _ = try RemoteIdentities.merge(identity, of: RemoteAddress(path))
      }
      return path
    }
  case "hf://":
    let address = try HuggingFaceAddress(pattern)
    var listing = RemotePattern(address.name)
    // Directories are usually named without the slash at their end.
    if listing == nil, !isListed, !baseName(address.name).contains(".") {
      listing = RemotePattern(address.name + "/")
    }
    guard let listing else { return [pattern] }
    let directory = String(listing.prefix.dropLast())
    let files = try HuggingFaceListing.files(below: directory, of: address)
    // A file after all.
    if files == nil, !address.name.hasSuffix("/"), !listing.isGlob { return [pattern] }
    return try listing.choose(files ?? [], companions, pattern).map { address.input($0) }
  default:
    return [pattern]
  }
}

/// A directory's or glob's name in a store whose names are plain strings.
package struct RemotePattern {
  /// The common beginning of all names that can match: empty, or up to a slash.
  package let prefix: String
  package let isGlob: Bool
  private let pattern: String

  /// nil for the name of a single file.
  package init?(_ name: String) {
    let wildcard = name.firstIndex { "*?[".contains($0) }
    isGlob = wildcard != nil
    guard isGlob || name.isEmpty || name.hasSuffix("/") else { return nil }
    let fixed = name[..<(wildcard ?? name.endIndex)]
    prefix = fixed.lastIndex(of: "/").map { String(name[...$0]) } ?? ""
    pattern = name
  }

  /// The names that match, except for those that a directory's files never are.
  package func matches(_ names: [String], _ companions: Companions) -> [String] {
    names.filter { name in
      guard name.hasPrefix(prefix), !name.hasSuffix("/") else { return false }
      if isGlob { return unsafe fnmatch(pattern, name, FNM_PATHNAME | FNM_PERIOD) == 0 }
      let parts = name.dropFirst(prefix.count).split(separator: "/")
      return !parts.contains { $0.hasPrefix(".") } && !companions.contains(baseName(name))
    }
  }

  fileprivate func choose(
    _ names: [String], _ companions: Companions, _ shown: String
  ) throws(Problem) -> [String] {
    let chosen = matches(names, companions)
    if chosen.isEmpty { throw Problem(.noInput, "no such input", path: shown) }
    return chosen
  }
}
