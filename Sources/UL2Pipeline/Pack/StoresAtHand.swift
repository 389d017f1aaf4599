/// The stores that a mixture asks for and those that there are: where they differ, both are named.
enum StoresAtHand {
  static func check(_ request: PlanRequest) throws(Problem) {
    let missing = request.mixture.activeSources.map(\.name).filter {
      !exists(joined(request.tokens, $0))
    }
    guard let first = missing.first, isDirectory(request.tokens) else { return }
    let path = joined(request.tokens, first)
    var problem = Problem(
      .noInput, "no such token store", path: path, fix: "make it with \(.tokenize)")
    if missing.count > 1 {
      problem.problem += ", nor one for \(missing.dropFirst().joined(separator: ", "))"
    }
    switch try DirectoryContents(request.tokens) {
    case .tokenStore:
      problem.expected = "a directory with a store for each source; this is a store itself"
      problem.fix = "pass \(.tokens) \(directoryName(request.tokens))"
    case .shards, .plan, .unfinished:
      problem.expected = "a directory with a store for each source"
    case .outputs(let names):
      problem.expected =
        names.isEmpty
        ? "a store for each source; there is none here"
        : "sources with the names of the stores here: \(names.joined(separator: ", "))"
      let nearest = nearestName(to: first, among: names)
      if let nearest, !request.mixture.activeSources.map(\.name).contains(nearest) {
        problem.fix = "did you mean \(nearest)?"
      }
    }
    throw problem
  }
}
