import UL2Input

extension StoreInput {
  /// An input as it is now.
  init(examining path: String) throws(Problem) {
    let identity = try inputIdentity(path)
    self.init(path, bytes: identity.size ?? 0, tag: identity.tag)
    if isRegularFile(path) { xxh3 = try UL2Core.xxh3(ofFile: path) }
  }
}
