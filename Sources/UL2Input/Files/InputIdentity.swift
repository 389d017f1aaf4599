/// The identity of an input, so that a run can tell whether it continues with the same files.

package struct InputIdentity: Sendable, Hashable {
  /// In bytes; nil for what does not say: a pipe, a server that sends without a length.
  package var size: Int?
  /// The server's tag of this version, or when it was last modified; nil for files on this machine.
  package var tag: String?
  /// Whether `tag` is when it was last modified.
  package var isDate: Bool

  package init(size: Int? = nil, tag: String? = nil, isDate: Bool = false) {
    self.size = size
    self.tag = tag
    self.isDate = isDate
  }
}

/// The identity of a file, of `-`, or of a remote file, which costs a request the first time.
package func inputIdentity(_ path: String) throws(Problem) -> InputIdentity {
  if isRemote(path) {
    let identity = try remoteIdentity(path)
    return InputIdentity(
      size: identity.size, tag: identity.tag ?? identity.modified,
      isDate: identity.tag == nil && identity.modified != nil)
  }
  if path == "-" { return InputIdentity() }
  let size = try fileSize(path)
  return InputIdentity(size: isRegularFile(path) ? size : nil)
}

/// Makes known what a remote file is, as another task has found: no request is spent on that, and another version is
/// refused when it is read.
package func remember(_ identity: InputIdentity, of path: String) throws(Problem) {
  var known = RemoteIdentity(size: identity.size)
  if identity.isDate { known.modified = identity.tag } else { known.tag = identity.tag }
  _ = try RemoteIdentities.merge(known, of: RemoteAddress(path))
}

/// Whether an input can be compared with what a run before read: not so standard input and pipes.
package func hasIdentity(_ path: String) -> Bool { isRemote(path) || isRegularFile(path) }

private func remoteIdentity(_ path: String) throws(Problem) -> RemoteIdentity {
  let address = try RemoteAddress(path)
  if let known = RemoteIdentities.known(address) { return known }
  // A byte is asked for rather than the head alone, which some signed addresses refuse.
  var byte: UInt8 = 0
  let source = RemoteSource(address, range: 0..<1)
  unsafe _ = try withUnsafeMutableBytes(of: &byte) { buffer throws(Problem) in
    unsafe try source.read(into: buffer)
  }
  return RemoteIdentities.known(address) ?? RemoteIdentity()
}
