/// Large inputs that are read in parts, each alone: JSON Lines that are not compressed, and Parquet.
import UL2Input
import UL2Parquet

package enum DivisibleFormat: Sendable {
  /// A part has the lines that begin in it.
  case lines
  /// A part has the row groups that begin in it.
  case rowGroups
}

/// The way in which an input can be divided; nil for all others: what is compressed, archives, XML.
package func divisibleFormat(
  of path: String, source: Source, options: ReaderOptions
) throws(Problem) -> DivisibleFormat? {
  guard path != "-" else { return nil }
  return try divisibleFormat(of: InputFile(path), source, options)
}

private func divisibleFormat(
  of file: consuming InputFile, _ source: Source, _ options: ReaderOptions
) throws(Problem) -> DivisibleFormat? {
  guard file.hasRandomAccess else { return nil }
  let bytes = try file.firstBytes(partBytes)
  let formats = options.format.map { [$0] } ?? source.formats + source.alsoReads
  if bytes.starts(with: "PAR1".utf8) { return formats.contains(.parquet) ? .rowGroups : nil }
  return unsafe bytes.withUnsafeBytes { bytes in
    if unsafe CompressionFormat.sniff(bytes) != nil { return nil }
    let first = unsafe FirstBytes(bytes)
    let format = options.format ?? formats.first { $0.looksLike(first) }
    // An array, or records over several lines, is to be named as such.
    guard format == .jsonLines, unsafe JSONShape(bytes, source.fields(options).textFields) == nil
    else { return nil }
    return .lines
  }
}

/// Opens a part of an input that can be divided.
func openPart(
  _ path: String, _ part: Range<Int>, source: Source, options: ReaderOptions, meter: ReadMeter?
) throws(Problem) -> any InputParts {
  var file = try InputFile(path, meter: meter)
  if try file.firstBytes(4) == Array("PAR1".utf8) {
    return try ParquetParts(
      ParquetFile(ParquetBytes(file)), part: part, textColumn: options.textField,
      metadata: options.recordText == .clean, meter: isRemote(path) ? nil : meter)
  }
  return JSONLinesParts(try file.lines(of: part), format: source.fields(options))
}

extension Source {
  /// Where its JSON Lines have their texts, as far as the options say nothing else.
  func fields(_ options: ReaderOptions) -> JSONLinesFormat {
    var format = fields
    if let field = options.textField { format.textFields = [FieldPath(field)] }
    return format
  }
}
