import UL2Input

extension StoreInput {
  /// An input, or a part of one, as it is now.
  init(examining entry: InputListing.Entry, _ part: Range<Int>?) throws(Problem) {
    let identity = entry.identity
    self.init(entry.path, bytes: identity.size ?? 0, part: part, tag: identity.tag)
    if isRegularFile(path) { xxh3 = try UL2Core.xxh3(ofFile: path, part) }
  }
}
