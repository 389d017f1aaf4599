/// Parquet: whole files, and single pages of every encoding and codec inside a sound file.
import ReaderSupport
import TestSupport
import UL2Corpus
import UL2Parquet

let parquetTargets = [
  FuzzTarget(name: "parquet") { bytes throws(Violation) in
    let file = MemoryFile(bytes)
    _ = readColumns(file.path)
    try readDocuments(file.path)
  },
  FuzzTarget(name: "pages") { bytes throws(Violation) in
    guard let parquet = pages(bytes) else { return }
    let file = MemoryFile(parquet.bytes)
    let counts = readColumns(file.path)
    try check(
      counts.allSatisfy { $0 <= parquet.rows }, "\(counts) entries of \(parquet.rows)")
  },
]

/// A run of repeated values takes a few bytes, whatever its length: reading 2³¹ of them shows no more than reading
/// these.
private let entryLimit = 50_000
private let limits = ParquetLimits(pageSize: 1 << 24)

/// Reads every column; returns the number of entries of each that could be opened.
private func readColumns(_ path: String) -> [Int] {
  guard let file = try? ParquetFile(path, limits: limits) else { return [] }
  return file.leaves.prefix(64).map { leaf in
    let reader = ColumnReader(file, leaf)
    var count = 0
    var sum: UInt64 = 0
    do throws(Problem) {
      for group in file.rowGroups.indices.prefix(16) {
        try reader.open(rowGroup: group)
        while count < entryLimit, try reader.peek() {
          count += 1
          if !reader.isNull {
            switch leaf.type {
            case .byteArray, .fixedLengthByteArray, .int96:
              let bytes = reader.bytes
              if let first = bytes.first, let last = bytes.last { sum &+= UInt64(first ^ last) }
            default: sum &+= reader.bits
            }
          }
          reader.consume()
        }
      }
    } catch {}
    return sum == .max ? 0 : count
  }
}

private func readDocuments(_ path: String) throws(Violation) {
  let log = SkipLog()
  var failure: Violation?
  do throws(Problem) {
    let reader = try ParquetDocumentReader(path, log: log)
    var document = Document()
    var count = 0
    while count < entryLimit, log.problems.count < 1000, failure == nil,
      try reader.next(&document)
    {
      count += 1
      do throws(Violation) {
        try checkUTF8(document.id, "the id")
        try checkUTF8(document.text, "the text")
        try checkUTF8(document.metadata, "the metadata")
        try checkObject(document.metadata)
      } catch {
        failure = error
      }
    }
  } catch {}
  if let failure { throw failure }
}

/// A file of one column with a page of values, and a dictionary if a bit says so. Eleven bytes choose the column's type
/// and the pages' headers, the others are the pages.
private func pages(_ bytes: [UInt8]) -> TinyParquet? {
  guard bytes.count > 12 else { return nil }
  let encodings = [0, 2, 3, 4, 5, 6, 7, 8, 9]
  let codecs = [0, 0, 0, 1, 2, 4, 5, 6, 7]
  let flags = bytes[3]
  let count = Int(bytes[4]) | Int(bytes[5]) << 8
  let body = Array(bytes[12...])
  let dictionarySize = flags & 8 == 0 ? 0 : min(Int(bytes[8]), body.count)
  var data = TinyParquet.Page(
    body: Array(body[dictionarySize...]), count: count,
    encoding: encodings[Int(bytes[1]) % encodings.count],
    uncompressedSize: flags & 16 == 0 ? nil : Int(bytes[6]) | Int(bytes[7]) << 8,
    levelEncoding: flags & 4 == 0 ? 3 : 4)
  if flags & 1 != 0 { data.v2Levels = (repetition: Int(bytes[9]), definition: Int(bytes[10])) }
  var list = [data]
  if dictionarySize > 0 {
    list.insert(
      TinyParquet.Page(
        body: Array(body[..<dictionarySize]), count: Int(bytes[11]), isDictionary: true), at: 0)
  }
  let field = TinyParquet.Field(
    name: "text", type: PhysicalType(rawValue: Int64(bytes[0] & 7)),
    repetition: Int(flags >> 6) % 3, typeLength: Int(bytes[0] >> 3))
  var file = TinyParquet(field, list, rows: count)
  file.codec = codecs[Int(bytes[2]) % codecs.count]
  return file
}
