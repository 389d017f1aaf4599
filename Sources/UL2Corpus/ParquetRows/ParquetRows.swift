/// Parquet, with a document per row or per element of a list.
import UL2Input
import UL2Parquet

extension InputFormat {
  public static let parquet = InputFormat(
    id: .parquet, phrase: "Parquet", options: [.textField],
    looksLike: { $0.begins(with: "PAR1") },
    file: FileOpening(
      begins: { magic, _ in magic.starts(with: "PAR1".utf8) },
      open: { input throws(Problem) in
        let options = input.options
        // What is fetched is measured as it comes; a mapping is not.
        let meter = isRemote(input.file.path) ? nil : input.file.meter
        return try ParquetParts(
          ParquetFile(ParquetBytes(input.file)), textColumn: options.textField,
          metadata: options.recordText == .clean, meter: meter)
      }))
}
