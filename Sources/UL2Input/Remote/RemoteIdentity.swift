/// Which version of a remote file is read, so that two versions are never mixed.
///
/// The first response about an address decides; every later one, by whichever reader of this process,
/// must be of the same version. Where a server gives no tag, its `Last-Modified` and the size must do.
import Synchronization

struct RemoteIdentity: Sendable {
  var size: Int?
  var tag: String?
  var modified: String?

  /// Adds what is not known yet; throws where something differs.
  mutating func merge(_ other: RemoteIdentity, path: String) throws(Problem) {
    if let tag, let new = other.tag, tag != new {
      throw Self.changed(path, from: "tag \(tag)", to: "tag \(new)")
    }
    if tag == nil || other.tag == nil, let modified, let new = other.modified, modified != new {
      throw Self.changed(path, from: modified, to: new)
    }
    if let size, let new = other.size, size != new {
      throw Self.changed(path, from: "\(size) bytes", to: "\(new)")
    }
    size = size ?? other.size
    tag = tag ?? other.tag
    modified = modified ?? other.modified
  }

  /// Whether equal identities mean equal bytes.
  var isCertain: Bool { tag != nil || modified != nil }

  private static func changed(_ path: String, from old: String, to new: String) -> Problem {
    Problem(
      .readWrite, "the remote file changed while it was read", path: path, got: new,
      expected: old, fix: "run the command again when it no longer changes")
  }
}

enum RemoteIdentities {
  private static let known = Mutex<[String: RemoteIdentity]>([:])

  static func known(_ address: RemoteAddress) -> RemoteIdentity? {
    known.withLock { $0[address.url] }
  }

  /// All that is known with this response; throws where it is of another version.
  static func merge(
    _ identity: RemoteIdentity, of address: RemoteAddress
  ) throws(Problem) -> RemoteIdentity {
    try known.withLock { all throws(Problem) in
      var merged = all[address.url] ?? RemoteIdentity()
      try merged.merge(identity, path: address.path)
      all[address.url] = merged
      return merged
    }
  }
}
