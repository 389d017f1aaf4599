/// `manifest.json` as a file: written in one form only, its last member a checksum of all others, so
/// that a changed byte is noticed even where nothing else in the output says the same.
package enum ManifestFile {
  /// The text of a manifest with its checksum.
  package static func text(_ manifest: JSONValue) -> [UInt8] {
    var members = (manifest.members ?? []).filter { $0.key != "checksum" }
    let sum = hexadecimal(xxh3(JSONValue.object(members).bytes()))
    members.append(.init("checksum", .string(sum)))
    return JSONValue.object(members).bytes(.indented) + [0x0A]
  }

  /// Throws unless `bytes`, which hold `manifest`, are as they were written.
  package static func check(_ bytes: [UInt8], _ manifest: JSONValue, path: String) throws(Problem) {
    guard let found = manifest["checksum"]?.string else {
      throw Problem(
        .badInput, "the manifest has no checksum", path: path, place: "checksum",
        fix: "it was edited, or written by another version")
    }
    let expected = text(manifest)
    if bytes == expected { return }
    let sum = (try JSONValue.parse(expected, path: path))["checksum"]?.string
    guard sum == found else {
      throw Problem(
        .badInput, "the manifest has been changed", path: path, place: "checksum", got: found,
        expected: sum)
    }
    let line = zip(bytes, expected).prefix { $0 == $1 }.count { $0.0 == 0x0A } + 1
    throw Problem(
      .badInput, "the manifest has been changed", path: path, place: "\(line)",
      got: "white space or spellings that ul2prep does not write")
  }
}
