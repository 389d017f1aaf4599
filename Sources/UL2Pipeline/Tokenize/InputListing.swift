import UL2Input

/// The inputs of a store as the user asked for them: how tasks know that a list that another has
/// made is of the same.
package struct InputRequest: Hashable, Sendable {
  /// Files, directories, globs, addresses, lists, as they were typed.
  package var patterns: [String]
  /// The base of relative lines in lists.
  package var baseURL: String?

  package init(_ patterns: [String], baseURL: String? = nil) {
    self.patterns = patterns
    self.baseURL = baseURL
  }

  var json: JSONValue {
    [
      "patterns": .array(patterns.map { .string($0) }),
      "base_url": JSONValue(baseURL) { .string($0) },
    ]
  }
}

/// The inputs of a store as they were when they were listed: what its shards and units are made from, and part of
/// its configuration.
package struct InputListing: Hashable, Sendable {
  package struct Entry: Hashable, Sendable {
    package var path: String
    package var identity: InputIdentity
    /// Whether it is large, and of a format that can be read in parts.
    package var isDivisible: Bool
  }

  package var entries: [Entry]

  package var paths: [String] { entries.map(\.path) }

  /// Asks what each input is: its size, a remote one's version, a large one's format.
  ///
  /// Remote ones side by side, since a crawl has 60,000 files, but not so many that a server would take it for an
  /// attack.
  ///
  /// - Parameter part: inputs above it are divided where they can be.
  init(
    asking paths: [String], source: Source, options: ReaderOptions, part: Int
  ) throws(Problem) {
    let found = Monitor<[Int: Entry]>([:])
    let remote = paths.indices.filter { isRemote(paths[$0]) }
    let local = paths.indices.filter { !isRemote(paths[$0]) }
    try forEachUnit(remote.count, workers: 8) {
    } body: { _, i throws(Problem) in
      let entry = try Self.ask(paths[remote[i]], source, options, part)
      found.withLock { $0[remote[i]] = entry }
    }
    for i in local {
      let entry = try Self.ask(paths[i], source, options, part)
      found.withLock { $0[i] = entry }
    }
    let all = found.withLock { $0 }
    entries = paths.indices.compactMap { all[$0] }
  }

  private static func ask(
    _ path: String, _ source: Source, _ options: ReaderOptions, _ part: Int
  ) throws(Problem) -> Entry {
    let identity = try inputIdentity(path)
    var isDivisible = false
    if let size = identity.size, size > part {
      do throws(Problem) {
        isDivisible = try divisibleFormat(of: path, source: source, options: options) != nil
      } catch  where error.kind == .badInput {
        // It is weighed as one input when it is read.
      }
    }
    return Entry(path: path, identity: identity, isDivisible: isDivisible)
  }

  init(_ entries: [Entry]) { self.entries = entries }

  func layout(_ sizes: StoreLayout.Sizes) -> StoreLayout {
    StoreLayout(entries.lazy.map { ($0.identity.size, $0.isDivisible) }, sizes)
  }

  /// As it is in configurations of this format and of earlier ones, which did not divide inputs.
  func json(dividing: Bool) -> JSONValue {
    .array(
      entries.map { entry in
        var members: [JSONValue] = [
          .string(entry.path), JSONValue(entry.identity.size) { JSONValue($0) },
        ]
        if let tag = entry.identity.tag { members.append(.string(tag)) }
        if dividing, entry.isDivisible { members.append(.bool(true)) }
        return .array(members)
      })
  }
}

// MARK: As a file

extension InputListing {
  /// - Parameter request: what it is a list of.
  func file(_ request: InputRequest) -> JSONValue {
    let inputs = entries.map { entry -> JSONValue in
      var members: [JSONValue.Member] = [
        .init("path", .string(entry.path)),
        .init("bytes", JSONValue(entry.identity.size) { JSONValue($0) }),
      ]
      if let tag = entry.identity.tag {
        members.append(.init(entry.identity.isDate ? "modified" : "tag", .string(tag)))
      }
      if entry.isDivisible { members.append(.init("divisible", .bool(true))) }
      return .object(members)
    }
    return ["request": request.json, "inputs": .array(inputs)]
  }

  /// The listing of a file; nil where it is of another request.
  init?(_ json: JSONValue, path: String, _ request: InputRequest) throws(Problem) {
    if json["request"] != request.json { return nil }
    let top = try JSONObjectReader(json, .manifest(path))
    entries = try top.list("inputs") { input throws(Problem) in
      let tag = try input.optional("tag", .string)
      let modified = try input.optional("modified", .string)
      return Entry(
        path: try input.required("path", .string("a path")),
        identity: InputIdentity(
          size: try input.optional("bytes", .count), tag: tag ?? modified,
          isDate: tag == nil && modified != nil),
        isDivisible: try input.optional("divisible", .bool) ?? false)
    }
  }
}
