/// The name of a field of a JSON object, dotted where it is further inside: `meta.url` is `url` inside the
/// object `meta`.
package struct FieldPath: Sendable, ExpressibleByStringLiteral {
  let head: [UInt8]
  let rest: [[UInt8]]

  package init(_ path: String) {
    let parts = path.split(separator: ".", omittingEmptySubsequences: false).map { Array($0.utf8) }
    head = parts[0]
    rest = Array(parts.dropFirst())
  }

  package init(stringLiteral path: String) { self.init(path) }
}
