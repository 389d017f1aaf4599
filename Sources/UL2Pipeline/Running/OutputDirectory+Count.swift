/// How many units an output has, for observers that are not among its tasks.
extension OutputDirectory {
  enum Kind: String, Sendable {
    case shards
    case tokenStore = "token_store"
  }

  /// Whether its tasks still have their place: it goes when the output is published.
  var isWorkThere: Bool { exists(finished("units.json")) }

  /// Says what is being made, and of how many units.
  func writeUnits(_ kind: Kind, count: Int) throws(Problem) {
    let json: JSONValue = ["kind": .string(kind.rawValue), "units": JSONValue(count)]
    let own = scratch("units.json")
    try AtomicFile.write(json.bytes(), to: own)
    try rename(own, to: joined(work, "units.json"))
  }
}
