/// Records that were skipped, counted by reason: nothing is ever dropped silently. In reports, in the
/// records of finished units and in manifests.
public struct SkipCounts: Hashable, Sendable {
  /// Records that are broken: they count towards the bad share.
  public var bad: [String: Int] = [:]
  /// Whole records that are not documents by design: redirects, request records, PDFs.
  public var filtered: [String: Int] = [:]
  /// Counts by reason of input that was read, but not as it was written: bytes in no encoding that a file says.
  public var noted: [String: Int] = [:]
  /// The first names of what was skipped or noted, by reason, where it has names: papers, files.
  public var names: [String: [String]] = [:]
  /// The first of the records that were skipped.
  public var examples = SkipExamples()
  /// Bytes of the inputs, compressed where they are, that damage has cost: how many records were in them
  /// nobody knows.
  public var lostBytes = 0

  package init() {}

  public var badTotal: Int { bad.values.reduce(0, +) }

  package mutating func add(_ other: SkipCounts) {
    lostBytes &+= other.lostBytes
    // In an order of their own: which ones still fit must not differ from run to run.
    for (reason, count) in other.bad.sorted(by: { $0.key < $1.key }) {
      Self.add(count, reason, to: &bad)
    }
    for (reason, count) in other.filtered.sorted(by: { $0.key < $1.key }) {
      Self.add(count, reason, to: &filtered)
    }
    for (reason, count) in other.noted.sorted(by: { $0.key < $1.key }) {
      Self.add(count, reason, to: &noted)
    }
    addNames(of: other)
    examples.add(other.examples)
  }

  /// More names than these say no more.
  package static let mostNames = 20

  /// Names `name` under a reason, unless there are enough of them.
  package mutating func add(name: String, to reason: String) {
    guard names[reason, default: []].count < Self.mostNames,
      names[reason] != nil || names.count < 100
    else { return }
    names[reason, default: []].append(Problem.printable(name))
  }

  /// Takes over what `other` names, in its order, after what is named already.
  package mutating func addNames(of other: SkipCounts) {
    for (reason, names) in other.names.sorted(by: { $0.key < $1.key }) {
      for name in names { add(name: name, to: reason) }
    }
  }

  /// `no TeX (0903.0502, 0903.0503, …)`: a reason with the names that it has.
  package func named(_ reason: String) -> String {
    guard let names = names[reason] else { return reason }
    let rest = names.count == Self.mostNames ? ", …" : ""
    return "\(reason) (\(names.joined(separator: ", "))\(rest))"
  }

  /// A longer one is somebody's joke.
  static let longestReason = 200

  /// Some reasons have a name from the input in them, a record's type, a content model. Those that somebody
  /// makes up by the million are counted as one.
  package static func add(_ count: Int, _ reason: String, to counts: inout [String: Int]) {
    let fits = reason.utf8.count <= longestReason && (counts.count < 1000 || counts[reason] != nil)
    counts[fits ? reason : "other reasons", default: 0] += count
  }
}

extension SkipCounts {
  package init(_ reader: JSONObjectReader) throws(Problem) {
    bad = try reader.required("bad", .counts)
    filtered = try reader.required("filtered", .counts)
    lostBytes = try reader.optional("lost_bytes", .count) ?? 0
    noted = try reader.optional("noted", .counts) ?? [:]
    names = try reader.optional("names", .names) ?? [:]
    examples = try reader.optional("examples", .examples) ?? SkipExamples()
  }

  /// `{"bad": {reason: count}, "filtered": …}`, and `lost_bytes`, `noted`, `names` and `examples` where there are any.
  package var json: JSONValue {
    var members: [JSONValue.Member] = [
      .init("bad", JSONValue(counts: bad)), .init("filtered", JSONValue(counts: filtered)),
    ]
    if lostBytes != 0 { members.append(.init("lost_bytes", JSONValue(lostBytes))) }
    if !noted.isEmpty { members.append(.init("noted", JSONValue(counts: noted))) }
    if !names.isEmpty { members.append(.init("names", JSONValue(names: names))) }
    if !examples.isEmpty { members.append(.init("examples", examples.json)) }
    return .object(members)
  }
}
