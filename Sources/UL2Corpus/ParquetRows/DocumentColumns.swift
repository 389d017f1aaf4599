/// Which columns of a Parquet file make up a document, and in what part.
///
/// A document is a row, or an element of the list that the text is in (The Stack v3: a file of a
/// repository). Columns that repeat with the text belong to the document, all others to the row.
import UL2Parquet

struct DocumentColumns {
  let text: LeafColumn
  /// Joined by `/`; empty where the file has nothing to call its documents by.
  private(set) var id: [LeafColumn] = []
  /// With the name that each has in the metadata.
  private(set) var metadata: [(leaf: LeafColumn, key: String)] = []

  /// The repetition level at which documents follow one another.
  let scope: UInt8

  init(_ file: ParquetFile, textColumn: String?, withMetadata: Bool) throws(Problem) {
    text = try file.textColumn(textColumn)
    scope = text.maxRepetition
    for names in Self.usualIds {
      let leaves = names.compactMap { name in column(name, in: file) }
      if leaves.count == names.count {
        id = leaves
        break
      }
    }
    guard withMetadata else { return }
    let candidates = file.leaves.filter { leaf in
      // The only column of an id says nothing new.
      leaf.index != text.index && (id.count != 1 || leaf.index != id[0].index)
        && MetadataField.isPossible(leaf, scope: isShared(leaf) ? scope : 0)
    }
    let rowNames = Set(candidates.filter { !isShared($0) }.map(\.plainPath))
    for leaf in candidates {
      var name = leaf.plainPath
      if isShared(leaf), let short = relativeName(leaf), !rowNames.contains(short) { name = short }
      metadata.append((leaf, name))
    }
  }

  /// The Stack v1; The Stack v3 and other collections of code; web pages.
  private static let usualIds = [
    ["max_stars_repo_name", "max_stars_repo_path"], ["repo_name", "path"], ["hexsha"], ["id"],
    ["url"],
  ]

  /// Whether a column repeats with the text.
  func isShared(_ leaf: LeafColumn) -> Bool {
    scope > 0 && leaf.repeated.first == text.repeated.first
  }

  /// A column of the document, else of the row, that holds one string.
  private func column(_ name: String, in file: ParquetFile) -> LeafColumn? {
    let leaves = file.leaves.filter(\.mayBeText)
    return leaves.first { isShared($0) && $0.maxRepetition == scope && relativeName($0) == name }
      ?? leaves.first { $0.maxRepetition == 0 && $0.path == name }
  }

  /// A shared column's name inside the list: `path` for `files.[].path`.
  private func relativeName(_ leaf: LeafColumn) -> String? {
    let parts = leaf.path.split(separator: ".")
    guard let list = parts.firstIndex(of: "[]"), list + 1 < parts.count else { return nil }
    return parts[(list + 1)...].filter { $0 != "[]" }.joined(separator: ".")
  }
}
