/// The usual filters of source code: bounds on lines, on what is written in letters, on size, and a list of
/// endings. Texts are kept or dropped, never changed: comments at their top stay.
///
/// `usual` is what RedPajama's GitHub and The Stack have in common with Codex (Chen et al. 2021, section
/// 3.1): no line longer than 1,000 characters, 100 on average, a quarter of letters and digits. StarCoder
/// has the same bounds on lines, and its quarter is of letters.
package struct CodeFilter: Sendable, Equatable {
  /// Endings that are wanted, in lower case without dot; nil: all.
  package var extensions: Set<String>?
  /// In characters.
  package var maxLineLength: Int?
  package var maxMeanLineLength: Double?
  /// Of all characters, 0 to 1.
  package var minAlphanumericShare: Double?
  /// In bytes.
  package var maxBytes: Int?
  /// Whether files that others wrote, or programs, are dropped: recognised by their paths.
  package var dropsVendored = false

  package init() {}

  package static let usual: CodeFilter = {
    var filter = CodeFilter()
    filter.maxLineLength = 1000
    filter.maxMeanLineLength = 100
    filter.minAlphanumericShare = 0.25
    return filter
  }()

  /// Whether every file is wanted.
  package var isEmpty: Bool { self == CodeFilter() }

  /// As it appears in configurations and manifests: what is set.
  package var json: JSONValue {
    var members: [JSONValue.Member] = []
    if let extensions {
      members.append(.init("extensions", .array(extensions.sorted().map { .string($0) })))
    }
    if let maxLineLength { members.append(.init("max_line_length", JSONValue(maxLineLength))) }
    if let maxMeanLineLength {
      members.append(.init("max_mean_line_length", JSONValue(maxMeanLineLength)))
    }
    if let minAlphanumericShare {
      members.append(.init("min_alphanumeric_share", JSONValue(minAlphanumericShare)))
    }
    if let maxBytes { members.append(.init("max_file_size", JSONValue(maxBytes))) }
    if dropsVendored { members.append(.init("drop_vendored", true)) }
    return .object(members)
  }

  /// Whether a document is wanted; one that is not is counted in `log` by reason.
  package func accepts(_ document: borrowing Document, _ log: SkipLog) -> Bool {
    var path: [UInt8] = []
    if extensions != nil || dropsVendored { path = codePath(of: document) }
    let reason = unsafe document.text.withUnsafeBytes { unsafe rejection(of: $0, path: path) }
    if let reason { log.filtered(reason, document) }
    return reason == nil
  }

  /// Why a file is dropped; nil where it is kept. Cheap tests come first.
  package func rejection(of text: UnsafeRawBufferPointer, path: [UInt8]) -> String? {
    if let maxBytes, text.count > maxBytes { return "file too large" }
    if let extensions {
      let ending = String(decoding: codeExtension(of: path), as: UTF8.self)
      if !extensions.contains(ending) { return "extension not wanted" }
    }
    if dropsVendored, isVendored(path) { return "vendored or generated" }
    guard maxLineLength != nil || maxMeanLineLength != nil || minAlphanumericShare != nil else {
      return nil
    }
    let measures = unsafe CodeMeasures(text)
    if let maxLineLength, measures.longestLine > maxLineLength { return "line too long" }
    if let maxMeanLineLength, measures.meanLineLength > maxMeanLineLength {
      return "lines too long on average"
    }
    if let minAlphanumericShare, measures.alphanumericShare < minAlphanumericShare {
      return "too few letters and digits"
    }
    return nil
  }
}
