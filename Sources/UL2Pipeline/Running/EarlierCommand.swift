/// The differences from the command that made an output: its manifest, or what it has left
/// unfinished, says what it was.
enum EarlierCommand {
  /// More differences than these say no more.
  private static let most = 6
  private static let rules = "tokenizer_rules"

  /// The command that made what a manifest is of, as `OutputDirectory` is given it; what the manifest does not
  /// say is left out.
  ///
  /// - Parameter path: of the manifest.
  static func command(of manifest: JSONValue, at path: String) -> JSONValue? {
    let tokenizer = manifest["tokenizer"]
    var members: [JSONValue.Member] = []
    func add(_ key: String, _ value: JSONValue?) {
      if let value { members.append(.init(key, value)) }
    }
    add("format", manifest["format"])
    add("tokenizer", tokenizer?["xxh3"])
    add(rules, tokenizer?["rules"])
    switch manifest["kind"]?.string {
    case StoreManifest.kind:
      let inputs = shards(of: manifest, path).flatMap { $0["inputs"]?.array ?? [] }
      add("source", manifest["source"])
      add(
        "inputs",
        .array(
          inputs.map { input in
            let tag = input["tag"].flatMap { $0 == .null ? nil : $0 }
            return .array(
              [input["path"] ?? .null, input["bytes"] ?? .null] + (tag.map { [$0] } ?? []))
          }))
      add("reader", manifest["reader"])
      add("choice", manifest["choice"])
      add("protected_pieces", tokenizer?["protected_pieces"])
      add("append_eod", manifest["eod_appended"])
    case "shards", "plan":
      let stores = (manifest["sources"]?.array ?? []).map { source -> JSONValue in
        .array([
          source["name"] ?? .null, source["store"]?["xxh3"] ?? .null,
          source["eod_appended"] ?? .null,
        ])
      }
      add("mixture", manifest["mixture"])
      add("stores", .array(stores))
      add("limit", manifest["plan"]?["limit"])
      add("columns", manifest["columns"])
      add("compression", manifest["compression"])
    default: return nil
    }
    return .object(members)
  }

  /// The shards of a store's manifest, wherever they are.
  private static func shards(of manifest: JSONValue, _ path: String) -> [JSONValue] {
    let segments = (try? StoreManifest.segments(manifest, path: path)) ?? []
    let contents =
      [manifest] + segments.compactMap { try? StoreManifest.content(of: $0, beside: path) }
    return contents.flatMap { $0["shards"]?.array ?? [] }
  }

  /// In words: `text_field: "a" → "b"`, `c4/0007.json.gz: 979,647 → 888,470 bytes`.
  static func differences(from old: JSONValue, to new: JSONValue) -> [String] {
    var found: [String] = []
    let (ids, newIDs) = (ids(of: old), ids(of: new))
    if ids != newIDs {
      compare(ids, newIDs, "sentencepiece_ids", &found)
    } else {
      compare(old[rules] ?? [:], new[rules] ?? [:], rules, &found)
    }
    for member in new.members ?? [] where member.key != rules {
      guard let before = old[member.key] else { continue }
      switch member.key {
      case "inputs": found += inputs(before, member.value)
      case "stores": found += stores(before, member.value)
      case "reader", "choice", "mixture": compare(before, member.value, "", &found)
      default: compare(before, member.value, member.key, &found)
      }
    }
    if found.isEmpty, let size = new["shard_size"], old["shard_size"] == nil {
      // Manifests do not say this; those of formats 1 and 2 not where the plan ends either.
      found = [
        old["limit"] == nil
          ? "where the plan ends, or the size of shards; now \(shown(new["limit"])) and \(shown(size))"
          : "the size of shards; now \(shown(size))"
      ]
    }
    let rest = found.count - most
    return rest > 0 ? found.prefix(most) + ["\(rest) more"] : found
  }

  /// Whose ids a command asked for; where nothing is said of it, the older ones.
  private static func ids(of command: JSONValue) -> JSONValue {
    command[rules]?["sentencepiece"] ?? .string(SentencePieceIDs.before022.rawValue)
  }

  private static func compare(
    _ old: JSONValue?, _ new: JSONValue?, _ path: String, _ found: inout [String]
  ) {
    if old == new { return }
    if case .object(let before)? = old, case .object(let after)? = new {
      var keys = before.map(\.key)
      keys += after.map(\.key).filter { !keys.contains($0) }
      for key in keys {
        // The general rules and those for code; names alone say which.
        let isGroup = path.isEmpty && ["documents", "code"].contains(key)
        compare(
          old?[key], new?[key], isGroup ? "" : path.isEmpty ? key : "\(path).\(key)", &found)
      }
      return
    }
    if (old ?? .null) == (new ?? .null) { return }
    found.append("\(path): \(shown(old)) → \(shown(new))")
  }

  private static func inputs(_ old: JSONValue, _ new: JSONValue) -> [String] {
    func identities(_ inputs: JSONValue) -> [(path: String, size: Int, tag: String?)] {
      (inputs.array ?? []).compactMap { input in
        let parts = input.array ?? []
        guard let path = parts.first?.string else { return nil }
        return (path, parts.dropFirst().first?.int ?? 0, parts.dropFirst(2).first?.string)
      }
    }
    let (olds, news) = (identities(old), identities(new))
    let before = Dictionary(olds.map { ($0.path, $0) }) { first, _ in first }
    let after = Set(news.map(\.path))
    var found: [String] = []
    for input in news {
      guard let known = before[input.path] else { continue }
      if known.size != input.size {
        found.append(
          "\(input.path): \(grouped(known.size)) → \(grouped(input.size)) bytes")
      } else if let tag = known.tag, let now = input.tag, tag != now {
        found.append("\(input.path): another version, \(tag) → \(now)")
      }
    }
    let added = news.map(\.path).filter { before[$0] == nil }
    let gone = olds.map(\.path).filter { !after.contains($0) }
    for (paths, what) in [(added, "is new"), (gone, "is missing")] where !paths.isEmpty {
      found.append(
        paths.count == 1
          ? "\(paths[0]) \(what)" : "\(paths[0]) and \(paths.count - 1) more: \(what)")
    }
    return found
  }

  private static func stores(_ old: JSONValue, _ new: JSONValue) -> [String] {
    func byName(_ stores: JSONValue) -> [String: JSONValue] {
      var named: [String: JSONValue] = [:]
      for store in stores.array ?? [] { named[store.array?.first?.string ?? ""] = store }
      return named
    }
    let (before, after) = (byName(old), byName(new))
    return Set(before.keys).union(after.keys).sorted().compactMap { name in
      guard let known = before[name] else { return "the store of \(name) is new" }
      guard let now = after[name] else { return "the store of \(name) is missing" }
      return known == now ? nil : "the store of \(name) is different"
    }
  }

  private static func shown(_ value: JSONValue?) -> String {
    guard let value, value != .null else { return "none" }
    return Problem.printable(value.text(), limit: 60)
  }
}
