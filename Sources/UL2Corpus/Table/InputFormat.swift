/// A format that inputs come in: its name, what its first bytes look like, and how it is opened.
///
/// Each is a constant in the folder of the source that has it and a line of `InputFormat.all`.
import UL2Input

/// A file format that records come in, such as WARC or JSON Lines.
public struct InputFormat: Sendable {
  /// Its name as a value, which mixtures have for their sources.
  public let id: InputFormatName
  /// In words, for errors and help: `a site's Posts.xml`.
  public let phrase: String
  /// Whether first bytes, decompressed, are of this format.
  let looksLike: @Sendable (borrowing FirstBytes) -> Bool
  /// Opens an input as a stream; nil where the format is only read from files.
  let open: (@Sendable (consuming StreamedInput) throws(Problem) -> any InputParts)?
  /// How it is read from a file, where that is better or the only way.
  let file: FileOpening?
  /// The ending of the member that is read of a 7z archive; nil where the format does not come in any.
  let sevenZipMember: String?
  /// Whether an input without content is one: a list of no records.
  let mayBeEmpty: Bool
  /// The options that reading it may take.
  package let options: Set<ReaderOption>

  init(
    id: InputFormatName, phrase: String, options: Set<ReaderOption> = [],
    sevenZipMember: String? = nil,
    mayBeEmpty: Bool = false, looksLike: @escaping @Sendable (borrowing FirstBytes) -> Bool,
    file: FileOpening? = nil,
    open: (@Sendable (consuming StreamedInput) throws(Problem) -> any InputParts)? = nil
  ) {
    self.id = id
    self.phrase = phrase
    self.options = options
    self.sevenZipMember = sevenZipMember
    self.mayBeEmpty = mayBeEmpty
    self.looksLike = looksLike
    self.file = file
    self.open = open
  }

  /// As users call it: `posts_xml`.
  public var name: String { id.rawValue }

  /// The format of this name.
  ///
  /// - Throws: a usage problem that lists the names, and the nearest.
  public init(named name: String) throws(Problem) {
    guard let format = Self.all.first(where: { $0.name == name }) else {
      throw .unknown("format", name, among: Self.all.map(\.name))
    }
    self = format
  }
}

extension InputFormat: Hashable {
  public static func == (a: InputFormat, b: InputFormat) -> Bool { a.id == b.id }

  public func hash(into hasher: inout Hasher) { hasher.combine(id) }
}

/// Reading a format from a file in any order.
struct FileOpening: Sendable {
  /// Whether a file that begins so, before any decompression, is opened this way.
  let begins: @Sendable (_ magic: [UInt8], _ isRemote: Bool) -> Bool
  let open: @Sendable (consuming FileInput) throws(Problem) -> any InputParts
}

/// A stream on its way to the format that reads it.
struct StreamedInput: ~Copyable {
  let source: Source
  let options: ReaderOptions
  /// Where readers that must sort may spill; nil: `TMPDIR`.
  let scratch: String?
  /// Decompressed; the first bytes are in memory, and unread.
  let bytes: ByteReader
}

/// A file on its way to the format that reads it.
struct FileInput: ~Copyable {
  let options: ReaderOptions
  let file: InputFile
}
