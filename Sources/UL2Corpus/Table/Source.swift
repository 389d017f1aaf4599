/// A source of documents: what it is called, what it comes in, what else it takes to read it.
///
/// Each is a constant in a folder of its own and a line of `Source.all`; the command line, its help, what
/// first bytes are recognised by, error messages and the tables of the documentation are made from
/// these.
import UL2Input

/// A corpus: the formats that it comes in, and how its records become texts.
public struct Source: Sendable {
  /// As commands and mixtures call it: `stackexchange`.
  public let name: String
  /// A summary of what is read, for the documentation.
  public let summary: String
  /// The formats that it comes in. First bytes are compared with these in order; an input that is empty, or whose
  /// beginning is lost, is taken for the first.
  package let formats: [InputFormat]
  /// Formats of any source, which are read where first bytes show them.
  let alsoReads: [InputFormat]
  /// Files that are published beside its inputs and are not inputs.
  package let companions: Companions
  /// Whether documents are called by the paths of their files, below the directory that was given.
  package let isNamedByPaths: Bool
  /// Where its JSON Lines have their texts.
  let fields: JSONLinesFormat

  /// - Parameter companions: shell patterns of names.
  init(
    name: String, summary: String, formats: [InputFormat],
    alsoReads: [InputFormat] = [.warc, .parquet, .jsonLines],
    companions: [String] = Companions.common, isNamedByPaths: Bool = false,
    fields: JSONLinesFormat = .detected
  ) {
    self.name = name
    self.summary = summary
    self.formats = formats
    self.alsoReads = alsoReads
    self.companions = Companions(companions)
    self.isNamedByPaths = isNamedByPaths
    self.fields = fields
  }

  /// The source of this name.
  ///
  /// - Throws: a usage problem that lists the names, and the nearest.
  public init(named name: String) throws(Problem) {
    guard let source = Self.all.first(where: { $0.name == name }) else {
      throw .unknown("source", name, among: Self.all.map(\.name))
    }
    self = source
  }

  /// The formats that it is read from, in words.
  package var formatNames: String {
    let phrases = formats.map(\.phrase)
    let all = phrases.dropLast().joined(separator: ", ")
    return (all.isEmpty ? "" : all + " or ") + (phrases.last ?? "") + ", compressed or not"
  }

  /// The options that reading it may take.
  package var options: Set<ReaderOption> { Set(formats.flatMap(\.options)) }
}

extension Source: Hashable {
  public static func == (a: Source, b: Source) -> Bool { a.name == b.name }

  public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}
