/// The mixtures that ship inside the program: the files of `mixtures/`, without their paths.
extension Mixture {
  package static let builtIn: [(name: String, bytes: [UInt8])] = [
    ("openmoe", PackageResources.openmoe_json),
    ("causal", PackageResources.causal_json),
    ("ul2", PackageResources.ul2_json),
    ("openmoe-original", PackageResources.openmoe_original_json),
  ]

  /// The mixture that `name` means: a file's path, else one that ships with the program.
  public static func load(_ name: String) throws(Problem) -> Mixture {
    if exists(name) { return try parse(readFile(name, limit: 1 << 24), path: name) }
    let plain = name.hasSuffix(".json") ? String(name.dropLast(5)) : name
    guard let found = builtIn.first(where: { $0.name == plain }) else {
      let names = builtIn.map(\.name)
      throw Problem(
        .noInput, "no such mixture", path: name,
        expected: "a file, or one of \(names.joined(separator: ", "))",
        fix: nearestName(to: plain, among: names).map { "did you mean \($0)?" })
    }
    var mixture = try parse(found.bytes, path: found.name)
    for i in mixture.sources.indices { mixture.sources[i].path = nil }
    return mixture
  }
}
