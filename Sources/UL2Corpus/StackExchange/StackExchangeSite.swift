/// The site that a path names, `ai.stackexchange.com/Posts.xml` or `ai.stackexchange.com.7z`; nil
/// when none does.
package func stackExchangeSite(path: String) -> String? {
  for part in path.split(separator: "/").reversed() {
    for ending in [".com", ".net"] {
      guard let range = part.utf8.firstRange(of: ending.utf8) else { continue }
      let after = part[range.upperBound...]
      if after.isEmpty || after.hasPrefix(".") || after.hasPrefix("-") {
        return String(part[..<range.upperBound])
      }
    }
  }
  return nil
}
