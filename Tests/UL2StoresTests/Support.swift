/// Indexed datasets made by hand.
import TestSupport
import UL2Stores

func littleEndian<T: FixedWidthInteger>(_ values: [T]) -> [UInt8] {
  values.flatMap { value in withUnsafeBytes(of: value.littleEndian) { Array($0) } }
}

/// An index file.
func index(
  type: UInt8, lengths: [Int32], pointers: [Int64], documents: [Int64], version: UInt64 = 1
) -> [UInt8] {
  Array("MMIDIDX\0\0".utf8) + littleEndian([version]) + [type]
    + littleEndian([UInt64(lengths.count), UInt64(documents.count)]) + littleEndian(lengths)
    + littleEndian(pointers) + littleEndian(documents)
}

/// The tokens of a document.
func tokens(_ dataset: IndexedDataset, _ document: Int) throws(Problem) -> [Int64] {
  try dataset.tokens(of: document)
}

func allTokens(_ dataset: IndexedDataset) throws(Problem) -> [[Int64]] {
  var all: [[Int64]] = []
  for document in 0..<dataset.documentCount { all.append(try tokens(dataset, document)) }
  return all
}

/// Some of a document's tokens, read into a buffer that held others.
func read<T: FixedWidthInteger & BitwiseCopyable>(
  _ dataset: IndexedDataset, _ document: Int, _ range: Range<Int>, as: T.Type
) throws(Problem) -> [T] {
  var buffer = [T](repeating: 99, count: 2)
  try dataset.read(document, range, into: &buffer)
  return Array(buffer[..<range.count])
}
