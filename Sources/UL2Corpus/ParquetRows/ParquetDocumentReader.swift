/// Documents out of a Parquet file: The Stack v1 and v3, FineWeb, C4, and whatever has a text column.
///
/// ```
///  row ─┬─ text column, one entry per document ──▶ text
///       ├─ id columns ──────────────────────▶ id        repo/path, id, url, else file#row
///       └─ all other plain columns ─────────▶ metadata  row's members first, then the document's
/// ```
/// Columns are stepped side by side and streamed: of each, one page is in memory. Columns that are
/// neither wanted as metadata nor part of the id are never touched; without metadata, that is nearly
/// all of a file's columns, if few of its bytes.
import UL2Parquet

package final class ParquetDocumentReader: DocumentReader {
  private let file: ParquetFile
  private let columns: DocumentColumns
  private let log: SkipLog
  private let text: ColumnReader
  /// Of the row and of the document: each column once, whether it is metadata, part of the id or both.
  private let rowParts: [MetadataColumn]
  private let documentParts: [MetadataColumn]
  private let readers: [ColumnReader]

  private var rowGroup: Int
  private let rowGroupsEnd: Int
  /// Rows begun, in the row group and before it.
  private var rowsBegun = 0
  private var rowsBefore: Int
  private var isRowGroupOpen = false
  private var isRowOpen = false
  private var elementsBegun = 0
  private var rowMetadata: [UInt8] = []
  private var idParts: [[UInt8]]
  private var hasIdPart: [Bool]

  /// A class, so that stepping through the columns copies nothing.
  private final class MetadataColumn {
    let reader: ColumnReader
    let field: MetadataField?
    let idPart: Int?

    init(reader: ColumnReader, field: MetadataField?, idPart: Int?) {
      self.reader = reader
      self.field = field
      self.idPart = idPart
    }
  }

  /// - Parameters:
  ///   - textColumn: its name, dots between levels (`files.content`); nil for the usual ones.
  ///   - metadata: whether `Document.metadata` is wanted; without it, it is `{}`.
  ///   - log: gets rows without text (`no text`, `empty list`) and of text that is not UTF-8.
  package convenience init(
    _ path: String, textColumn: String? = nil, metadata: Bool = true, log: SkipLog
  ) throws(Problem) {
    let file = try ParquetFile(path)
    try self.init(
      file, rowGroups: file.rowGroups.indices, rowsBefore: 0, textColumn: textColumn,
      metadata: metadata, log: log)
  }

  /// Some row groups of a file.
  init(
    _ file: ParquetFile, rowGroups: Range<Int>, rowsBefore: Int, textColumn: String?,
    metadata: Bool, log: SkipLog
  ) throws(Problem) {
    let columns = try DocumentColumns(file, textColumn: textColumn, withMetadata: metadata)
    var parts: [MetadataColumn] = []
    for leaf in file.leaves {
      let field = columns.metadata.first { $0.leaf.index == leaf.index }
      let idPart = columns.id.firstIndex { $0.index == leaf.index }
      guard field != nil || idPart != nil else { continue }
      let reader = ColumnReader(file, leaf)
      let scope = columns.isShared(leaf) ? columns.scope : 0
      parts.append(
        MetadataColumn(
          reader: reader,
          field: field.map { MetadataField(reader, key: $0.key, scope: scope) }, idPart: idPart))
    }
    self.file = file
    rowGroup = rowGroups.lowerBound
    rowGroupsEnd = rowGroups.upperBound
    self.rowsBefore = rowsBefore
    self.columns = columns
    self.log = log
    text = ColumnReader(file, columns.text)
    rowParts = parts.filter { !columns.isShared($0.reader.leaf) }
    documentParts = parts.filter { columns.isShared($0.reader.leaf) }
    readers = [text] + parts.map(\.reader)
    idParts = Array(repeating: [], count: columns.id.count)
    hasIdPart = Array(repeating: false, count: columns.id.count)
  }

  package func next(_ document: inout Document) throws(Problem) -> Bool {
    while try beginDocument() {
      document.removeAll()
      guard hasElement else {
        try skipEmptyRow()
        continue
      }
      document.metadata.append(UInt8(ascii: "{"))
      document.metadata.append(contentsOf: rowMetadata)
      try take(documentParts, at: text.repetition, into: &document.metadata)
      let isUsable = takeText(into: &document.text)
      elementsBegun += 1
      if !isUsable { continue }
      writeId(into: &document.id)
      if document.metadata.last == UInt8(ascii: ",") { document.metadata.removeLast() }
      document.metadata.append(UInt8(ascii: "}"))
      return true
    }
    return false
  }
}

// MARK: Stepping

extension ParquetDocumentReader {
  /// Moves to the next document's entries, into the next row and row group where need be.
  private func beginDocument() throws(Problem) -> Bool {
    if isRowOpen {
      if columns.scope > 0, try text.peek(), text.repetition > 0 { return true }
      isRowOpen = false
    }
    while true {
      if isRowGroupOpen {
        if try text.peek() { break }
        try endRowGroup()
      }
      guard rowGroup < rowGroupsEnd else { return false }
      for reader in readers { try reader.open(rowGroup: rowGroup) }
      isRowGroupOpen = true
    }
    isRowOpen = true
    rowsBegun += 1
    elementsBegun = 0
    rowMetadata.removeAll(keepingCapacity: true)
    try take(rowParts, at: 0, into: &rowMetadata)
    return true
  }

  /// All columns must end together, at the number of rows that the footer gives.
  private func endRowGroup() throws(Problem) {
    guard rowsBegun == file.rowGroups[rowGroup] else {
      throw text.located(
        damage(
          "the column has a different number of rows than its row group", got: "\(rowsBegun)",
          expected: "\(file.rowGroups[rowGroup])"))
    }
    for reader in readers where try reader.peek() {
      throw reader.located(damage("the column has more rows than \(columns.text.path)"))
    }
    rowsBefore += rowsBegun
    rowsBegun = 0
    rowGroup += 1
    isRowGroupOpen = false
  }

  /// Whether the text's entry represents an element of its list, if it is in one at all.
  private var hasElement: Bool {
    columns.text.repeated.allSatisfy { text.definition >= $0.definition }
  }

  private func skipEmptyRow() throws(Problem) {
    for part in documentParts {
      try check(part.reader, begins: 0)
      part.reader.consume()
    }
    text.consume()
    log.filtered("empty list")
  }

  /// Takes the columns' entries of one row or document, which must begin at a repetition level.
  private func take(
    _ parts: [MetadataColumn], at level: UInt8, into metadata: inout [UInt8]
  ) throws(Problem) {
    for part in parts {
      try check(part.reader, begins: level)
      if let i = part.idPart { takeId(i, from: part.reader) }
      if let field = part.field {
        try field.take(into: &metadata)
      } else {
        part.reader.consume()
      }
    }
  }

  private func takeId(_ i: Int, from reader: ColumnReader) {
    hasIdPart[i] = !reader.isNull
    idParts[i].removeAll(keepingCapacity: true)
    if reader.isNull { return }
    unsafe idParts[i].append(contentsOf: reader.bytes)
  }

  /// A column must begin its row, or its element, where the text does.
  private func check(_ reader: ColumnReader, begins level: UInt8) throws(Problem) {
    guard try reader.peek() else {
      throw reader.located(damage("the column has fewer rows than \(columns.text.path)"))
    }
    guard reader.repetition == level else {
      throw reader.located(damage("the column's lists do not fit those of \(columns.text.path)"))
    }
  }
}

// MARK: The document's parts

extension ParquetDocumentReader {
  /// Copies the text and passes its entry; false, and noted, where there is none to be used.
  private func takeText(into output: inout [UInt8]) -> Bool {
    defer { text.consume() }
    if text.isNull || columns.text.isNull {
      log.filtered("no text")
      return false
    }
    let bytes = unsafe text.bytes
    guard unsafe firstInvalidUTF8(in: bytes) == nil else {
      log.bad(
        "not UTF-8", Problem(.badInput, "the text is not UTF-8", path: file.path, place: place))
      return false
    }
    unsafe output.append(contentsOf: bytes)
    return true
  }

  /// The row, counted from 0 over the whole file, and in it the list's element.
  private var place: String {
    let row = "row \(rowsBefore + rowsBegun - 1)"
    return columns.scope == 0 ? row : row + ", element \(elementsBegun)"
  }

  private func writeId(into output: inout [UInt8]) {
    if !idParts.isEmpty, hasIdPart.allSatisfy({ $0 }) {
      for (i, part) in idParts.enumerated() {
        if i > 0 { output.append(UInt8(ascii: "/")) }
        output.append(contentsOf: part)
      }
      if unsafe output.span.withUnsafeBytes({ unsafe firstInvalidUTF8(in: $0) }) == nil { return }
      output.removeAll(keepingCapacity: true)
    }
    let name = file.path.split(separator: "/").last ?? ""
    output.append(contentsOf: "\(name)#\(rowsBefore + rowsBegun - 1)".utf8)
    if columns.scope > 0 { output.append(contentsOf: ".\(elementsBegun - 1)".utf8) }
  }
}
