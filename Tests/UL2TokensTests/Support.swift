/// Indexed datasets made by hand.
import TestSupport
import UL2Tokens

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
  var scratch: [Int64] = []
  return try dataset.withTokens(
    of: document, 0..<dataset.length(of: document), scratch: &scratch
  ) { tokens throws(Problem) in Array(tokens) }
}

func allTokens(_ dataset: IndexedDataset) throws(Problem) -> [[Int64]] {
  var all: [[Int64]] = []
  for document in 0..<dataset.documentCount { all.append(try tokens(dataset, document)) }
  return all
}
