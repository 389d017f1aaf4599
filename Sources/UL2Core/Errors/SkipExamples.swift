/// The first documents that were filtered, and the first broken records, by reason: so that a number in a report can
/// be looked into. Bounded: twenty per reason, a hundred reasons, a few hundred characters each.
/// Which they are depends on the order of the input alone, as long as they are added in that order.
public struct SkipExamples: Hashable, Sendable {
  /// A document that was filtered, or a broken record.
  public struct Example: Hashable, Sendable {
    /// The source's name for it; of a broken record, its place.
    public let id: String
    /// The beginning of its text; of a broken record, what is wrong with it. Empty where there is none.
    public let text: String

    package init(id: String, text: String) {
      self.id = Self.beginning(of: id.utf8, Self.idLimit)
      self.text = Self.beginning(of: text.utf8, Self.textLimit)
    }

    package init(id: [UInt8], text: [UInt8]) {
      self.id = Self.beginning(of: id, Self.idLimit)
      self.text = Self.beginning(of: text, Self.textLimit)
    }

    /// In scalars.
    private static let (idLimit, textLimit) = (500, 200)

    private static func beginning(of text: some Collection<UInt8>, _ limit: Int) -> String {
      // No scalar has more than four bytes; what is after the cut may be half of one.
      let scalars = String(decoding: text.prefix(4 * limit + 4), as: UTF8.self).unicodeScalars
      return String(String.UnicodeScalarView(scalars.prefix(limit)))
    }
  }

  public private(set) var byReason: [String: [Example]] = [:]

  /// More of a reason say no more.
  package static let most = 20
  private static let mostReasons = 100

  package init() {}

  public var isEmpty: Bool { byReason.isEmpty }

  public subscript(reason: String) -> [Example] { byReason[reason] ?? [] }

  /// Whether one more of a reason would be kept.
  package func wants(_ reason: String) -> Bool {
    guard let known = byReason[reason] else {
      return byReason.count < Self.mostReasons && reason.utf8.count <= SkipCounts.longestReason
    }
    return known.count < Self.most
  }

  /// Keeps an example, unless there are enough.
  package mutating func add(_ example: @autoclosure () -> Example, to reason: String) {
    if wants(reason) { byReason[reason, default: []].append(example()) }
  }

  /// Takes over what `other` has, in its order, after what there is.
  ///
  /// - Returns: what was taken of it.
  @discardableResult
  package mutating func add(_ other: SkipExamples) -> SkipExamples {
    var taken = SkipExamples()
    for (reason, examples) in other.byReason.sorted(by: { $0.key < $1.key }) {
      for example in examples where wants(reason) {
        byReason[reason, default: []].append(example)
        taken.byReason[reason, default: []].append(example)
      }
    }
    return taken
  }
}

extension SkipExamples {
  /// `{reason: [{"id": …, "text": …}]}`
  package var json: JSONValue {
    .object(
      byReason.sorted { $0.key < $1.key }.map { reason, examples in
        .init(
          reason, .array(examples.map { ["id": .string($0.id), "text": .string($0.text)] }))
      })
  }
}

extension JSONRule where Value == SkipExamples {
  package static var examples: JSONRule {
    JSONRule("lists of objects with id and text") { value in
      guard let members = value.members else { return nil }
      var examples = SkipExamples()
      for member in members {
        guard let list = member.value.array else { return nil }
        for value in list {
          guard let id = value["id"]?.string, let text = value["text"]?.string else { return nil }
          examples.add(.init(id: id, text: text), to: member.key)
        }
      }
      return examples
    }
  }
}
