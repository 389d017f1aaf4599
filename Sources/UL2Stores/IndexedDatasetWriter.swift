/// Writes a Megatron indexed dataset (`NAME.bin` and `NAME.idx`), one sequence per document, in
/// bounded memory: the documents' lengths wait in a temporary file until the index can be written.
package struct IndexedDatasetWriter: ~Copyable {
  package let type: TokenType
  private let path: String
  private var data: FileWriter
  private let lengths: SpoolFile
  package private(set) var documentCount = 0
  package private(set) var tokenCount = 0
  private var lengthBuffer: [UInt8] = []

  /// - Parameter path: of both files, without `.bin` and `.idx`.
  package init(_ path: String, type: TokenType) throws(Problem) {
    precondition(type == .uint8 || type == .uint16 || type == .int32, "not written by this program")
    let data = try FileWriter(path + ".bin")
    let lengths = try SpoolFile(beside: path)
    self.path = path
    self.type = type
    self.data = data
    self.lengths = lengths
  }

  /// Adds documents whose elements lie one after the other.
  ///
  /// - Parameters:
  ///   - elements: of all of them, little-endian.
  ///   - counts: each document's number of elements.
  package mutating func add(_ elements: [UInt8], counts: [Int]) throws(Problem) {
    precondition(elements.count == type.size * counts.reduce(0, +))
    try data.write(elements)
    for count in counts { try endDocument(count) }
  }

  private mutating func endDocument(_ count: Int) throws(Problem) {
    guard let length = Int32(exactly: count) else {
      throw Problem(
        .badInput, "document too long for the index", path: path, got: "\(count) elements",
        expected: "at most \(Int32.max)")
    }
    documentCount += 1
    tokenCount += count
    appendLittleEndian(length, to: &lengthBuffer)
    if lengthBuffer.count >= 1 << 16 { try flushLengths() }
  }

  private mutating func flushLengths() throws(Problem) {
    try lengths.write(lengthBuffer)
    lengthBuffer.removeAll(keepingCapacity: true)
  }

  /// Makes both files appear.
  package consuming func publish() throws(Problem) -> (data: FileFacts, index: FileFacts) {
    try flushLengths()
    let count = documentCount
    var index = try FileWriter(path + ".idx")
    var header = Array("MMIDIDX\0\0".utf8)
    appendLittleEndian(UInt64(1), to: &header)
    header.append(type.rawValue)
    appendLittleEndian(UInt64(count), to: &header)
    appendLittleEndian(UInt64(count + 1), to: &header)
    try index.write(header)
    try lengths.readAll { chunk throws(Problem) in try index.write(chunk) }
    var pointer: Int64 = 0
    let size = Int64(type.size)
    try lengths.readAll { chunk throws(Problem) in
      var pointers: [UInt8] = []
      pointers.reserveCapacity(chunk.count * 2)
      for i in stride(from: 0, to: chunk.count, by: 4) {
        appendLittleEndian(UInt64(bitPattern: pointer), to: &pointers)
        pointer += size * Int64(littleEndianInt32(chunk, at: i))
      }
      try index.write(pointers)
    }
    var documents: [UInt8] = []
    for document in 0...count {
      appendLittleEndian(UInt64(document), to: &documents)
      if documents.count >= 1 << 16 || document == count {
        try index.write(documents)
        documents.removeAll(keepingCapacity: true)
      }
    }
    let dataFacts = try data.publish()
    return (dataFacts, try index.publish())
  }
}

private func littleEndianInt32(_ bytes: [UInt8], at offset: Int) -> Int32 {
  var value: UInt32 = 0
  for i in (0..<4).reversed() { value = value << 8 | UInt32(bytes[offset + i]) }
  return Int32(bitPattern: value)
}
