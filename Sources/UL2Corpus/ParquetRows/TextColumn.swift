/// Which column of a Parquet file is the text.
import UL2Parquet

extension ParquetFile {
  /// Where data sets keep their text: The Stack v1, FineWeb and C4, The Stack v3, RedPajama.
  private static let usualNames = ["content", "text", "files.content", "raw_content"]

  /// The text column.
  ///
  /// A file in which it has nothing but nulls may have it as a column without a type: rows without text.
  ///
  /// - Parameter name: what the user calls it, dots between levels and lists left out
  ///   (`files.content`), or as the file has it (`files.list.element.content`); nil for the usual names.
  func textColumn(_ name: String?) throws(Problem) -> LeafColumn {
    let found = (name.map { [$0] } ?? Self.usualNames).compactMap { candidate in
      leaves.first {
        $0.plainPath == candidate || $0.path == candidate || $0.schemaPath == candidate
      }
    }
    guard let first = found.first else { throw missingTextColumn(name).ofUnknownFormat }
    guard let leaf = found.first(where: \.mayBeText) ?? found.first(where: \.isNull) else {
      throw Problem(
        .badInput, "the column \(first.path) does not hold text", path: path,
        got: "\(first.type)", expected: expectedColumns
      ).ofUnknownFormat
    }
    guard leaf.maxRepetition <= 1 else {
      throw Problem(
        .badInput, "the text column \(leaf.path) is a list inside a list", path: path,
        expected: "at most one list"
      ).ofUnknownFormat
    }
    return leaf
  }

  private func missingTextColumn(_ name: String?) -> Problem {
    let hasObjectIds = leaves.contains {
      ["blob_id", "content_id"].contains($0.schemaPath.split(separator: ".").last ?? "")
    }
    if hasObjectIds, name.map(Self.usualNames.contains) ?? true {
      return Problem(
        .badInput,
        "this Parquet file has no text: The Stack v2 holds only ids of Software Heritage objects",
        path: path, got: "a column blob_id or content_id",
        fix:
          "fetch the contents from s3://softwareheritage/content/ first, or use The Stack v1 or v3, which contain them"
      )
    }
    let names = leaves.filter(\.mayBeText).map(\.plainPath)
    let nearest = name.flatMap { nearestName(to: $0, among: names) }
    return Problem(
      .badInput, name.map { "no column \($0)" } ?? "no text column", path: path,
      expected: expectedColumns,
      fix: nearest.map { "did you mean \($0)?" } ?? "name one with \(.textField)")
  }

  private var expectedColumns: String {
    let names = leaves.filter(\.mayBeText).map(\.plainPath)
    return names.isEmpty
      ? "a column of strings; there is none" : "one of: \(names.joined(separator: ", "))"
  }
}
