/// Reads a Megatron indexed dataset, written by any tool.
///
/// The index is mapped: lengths are looked up at random, a few bytes at a time. It is checked once, when it is
/// opened (2 ns per document), unless a manifest says what it holds and is believed, and stays
/// mapped unless the process has very many of them. Tokens are read with `pread` into the caller's
/// buffer: random documents of a mapped file cost a page fault each, which is dearer than the call,
/// fill the process with pages that it does not need, and turn a disk's error into a signal that
/// ends it. The data file is opened when it is read, so that a store may have any number.
import Synchronization

/// One pair of files of a store, `NAME.bin` and `NAME.idx`.
@safe public final class IndexedDataset: Sendable {
  /// Of both files, without `.bin` and `.idx`.
  public let path: String
  public let type: TokenType
  public let documentCount: Int
  /// Elements of all documents.
  public let tokenCount: Int
  /// The index where it stays mapped, which `isMapped` says; else it is mapped on demand.
  private let kept: MappedFile?
  private let onDemand: MappingOnDemand?
  private let mappings: FileMappings
  private let data: FileOnDemand
  private let sequenceCount: Int
  /// Where the three arrays begin in the index, unaligned.
  private let lengths: Int
  private let pointers: Int
  private let documents: Int
  /// Every document is one sequence, the usual case: its length is one load.
  private let isOneToOne: Bool
  /// The index's lengths and pointers, where that is so and the index stays mapped: `documentCount` each, valid
  /// as long as `kept`.
  private nonisolated(unsafe) let lengthTable: UnsafeRawPointer?
  private nonisolated(unsafe) let pointerTable: UnsafeRawPointer?
  /// Its store notes that it was used, so that its memory can be given back.
  private let number: Int
  private let uses: IndexUses?
  private let isNoted = Atomic<Bool>(false)

  static let headerSize = 34

  public convenience init(_ path: String) throws(Problem) {
    try self.init(path, number: 0, uses: nil, mappings: .shared)
  }

  /// - Parameters:
  ///   - number: in its store.
  ///   - uses: where the store notes it when it is used.
  ///   - mappings: among which the index is.
  ///   - known: what an index that this program wrote holds, where that is to be believed: it is not read then.
  init(
    _ path: String, number: Int, uses: IndexUses?, mappings: FileMappings,
    known: (documents: Int, elements: Int)? = nil
  ) throws(Problem) {
    self.path = path
    self.number = number
    let index = try MappedFile(path + ".idx")
    let data = try FileOnDemand(path + ".bin")
    let dataSize = data.size
    let name = path + ".idx"
    func malformed(_ what: String, _ got: String, _ expected: String) -> Problem {
      Problem(.badInput, what, path: name, got: got, expected: expected)
    }
    guard index.count >= Self.headerSize else {
      throw malformed(
        "index cut short", "\(index.count) bytes", "a header of \(Self.headerSize) bytes")
    }
    let magic = (0..<9).map { index.load(UInt8.self, at: $0) }
    let version = index.load(UInt64.self, at: 9)
    guard magic == Array("MMIDIDX\0\0".utf8), version == 1 else {
      throw malformed(
        "not a Megatron index",
        magic.starts(with: "MMIDIDX".utf8) ? "MMIDIDX \(version)" : shownBeginning(magic),
        "MMIDIDX, version 1")
    }
    let code = index.load(UInt8.self, at: 17)
    guard let type = TokenType(rawValue: code), type.isInteger else {
      throw malformed("bad element type", "code \(code)", "an integer type: 1 to 5, or 8")
    }
    self.type = type
    let sequences = index.load(UInt64.self, at: 18)
    let boundaries = index.load(UInt64.self, at: 26)
    guard sequences < 1 << 40, boundaries >= 1, boundaries < 1 << 40 else {
      throw malformed(
        "bad counts", "\(sequences) sequences, \(boundaries) document boundaries",
        "counts that fit the file")
    }
    let sequenceCount = Int(sequences)
    let documentCount = Int(boundaries) - 1
    let lengths = Self.headerSize
    let pointers = lengths + 4 * sequenceCount
    let documents = pointers + 8 * sequenceCount
    guard index.count >= documents + 8 * Int(boundaries) else {
      throw malformed(
        "index cut short", "\(index.count) bytes",
        "\(documents + 8 * Int(boundaries)) for \(sequences) sequences")
    }
    let elements: Int
    var oneToOne = documentCount == sequenceCount
    var (first, previous) = (0, documentCount)
    // No file has 2⁵⁹ tokens; what is below can be multiplied by their size.
    if let known, oneToOne, known.documents == documentCount,
      (0..<1 << 59).contains(known.elements),
      index.load(Int64.self, at: documents) == 0,
      index.load(Int64.self, at: documents + 8 * documentCount) == Int64(documentCount)
    {
      elements = known.elements
    } else {
      let scan = IndexScan(index, path: name, sequences: sequenceCount, documents: documentCount)
      elements = try scan.elements()
      if !scan.isOneToOne() {
        oneToOne = false
        (first, previous) = try scan.boundaries()
      }
    }
    guard elements <= dataSize / type.size else {
      throw Problem(
        .badInput, "data cut short", path: path + ".bin", got: "\(dataSize) bytes",
        expected: "\(elements * type.size) for \(elements) tokens",
        fix: "its index says how many; write the store again")
    }
    if documentCount == 0, first == 0, sequenceCount > 0 {
      // Megatron's merges have left the boundaries out for a while; Megatron takes sequences there.
      self.documentCount = sequenceCount
      oneToOne = true
    } else {
      self.documentCount = documentCount
      var owned = elements
      for i in [0..<first, previous..<sequenceCount].joined() {
        owned -= Int(index.load(Int32.self, at: lengths + 4 * i))
      }
      guard owned == elements else {
        throw malformed(
          "sequences that belong to no document", "\(owned) tokens in documents", "\(elements)")
      }
    }
    tokenCount = elements
    isOneToOne = oneToOne
    self.sequenceCount = sequenceCount
    self.lengths = lengths
    self.pointers = pointers
    self.documents = documents
    self.data = data
    self.uses = uses
    self.mappings = mappings
    index.releasePages()
    let isKept = mappings.keepOne()
    let base = unsafe isKept && oneToOne ? index.bytes.baseAddress : nil
    unsafe lengthTable = base.map { unsafe $0 + lengths }
    unsafe pointerTable = base.map { unsafe $0 + pointers }
    kept = isKept ? index : nil
    onDemand = isKept ? nil : MappingOnDemand(index, among: mappings)
  }

  deinit {
    if kept != nil { mappings.giveBack() }
  }

  /// The length of a document in tokens.
  @inline(__always)
  public func length(of document: Int) throws(Problem) -> Int {
    try check(document)
    if !isNoted.load(ordering: .relaxed) { noteUse() }
    if let table = unsafe lengthTable { return unsafe Self.length(table, document) }
    return try sumOfLengths(document)
  }

  @inline(__always)
  private static func length(_ table: UnsafeRawPointer, _ document: Int) -> Int {
    // Never negative, of an index that was not read either.
    unsafe max(
      0,
      Int(Int32(littleEndian: table.loadUnaligned(fromByteOffset: 4 * document, as: Int32.self))))
  }

  /// Appends the documents' elements, each less `less` but never below 0.
  func appendLengths(
    of documents: [Int], less: Int, to lengths: inout [Int]
  ) throws(Problem) {
    if !isNoted.load(ordering: .relaxed) { noteUse() }
    guard let table = unsafe lengthTable else {
      for document in documents { lengths.append(max(0, try length(of: document) - less)) }
      return
    }
    lengths.append(addingCapacity: documents.count) { output in
      for document in documents {
        output.append(max(0, unsafe Self.length(table, document) &- less))
      }
    }
  }

  /// Throws unless there is a document of this number.
  @inline(__always)
  private func check(_ document: Int) throws(Problem) {
    guard 0..<documentCount ~= document else {
      throw .noSuchDocument(document, of: documentCount, path: path)
    }
  }

  private func noteUse() {
    if !isNoted.exchange(true, ordering: .relaxed) { uses?.add(number) }
  }

  private func sumOfLengths(_ document: Int) throws(Problem) -> Int {
    let index = try index()
    return sequences(of: document, index).reduce(0) {
      $0 + max(0, Int(index.load(Int32.self, at: lengths + 4 * $1)))
    }
  }

  private func index() throws(Problem) -> MappedFile {
    if let kept { return kept }
    guard let onDemand else { preconditionFailure("neither mapped nor on demand") }
    return try onDemand.mapped()
  }

  private func sequences(of document: Int, _ index: MappedFile) -> Range<Int> {
    if isOneToOne { return document..<document + 1 }
    let first = Int(index.load(Int64.self, at: documents + 8 * document))
    return first..<Int(index.load(Int64.self, at: documents + 8 * (document + 1)))
  }

  /// Where a document's first byte lies in the data file.
  private func start(of document: Int) throws(Problem) -> Int {
    if let table = unsafe pointerTable {
      return unsafe Int(
        Int64(littleEndian: table.loadUnaligned(fromByteOffset: 8 * document, as: Int64.self)))
    }
    return try byteRange(of: document).lowerBound
  }

  /// Says that a document will be read soon, so that where it lies is available then.
  func willRead(_ document: Int) {
    if isOneToOne, let kept { kept.prefetch(at: pointers + 8 * document) }
  }

  /// Where `count` of a document's tokens lie, which the caller knows to be as many as it has. Looks up
  /// one number of the index where `byteRange` needs two: each is a cache miss.
  @usableFromInline
  func bytes(of document: Int, _ range: Range<Int>) throws(Problem) -> Range<Int> {
    try check(document)
    if !isNoted.load(ordering: .relaxed) { noteUse() }
    let size = type.size
    let start = try start(of: document)
    guard range.lowerBound >= 0, start >= 0, start <= data.size, start % size == 0,
      range.upperBound <= (data.size - start) / size
    else {
      throw Problem(
        .badInput, "bad pointer", path: path + ".idx", place: "document \(document)",
        got: "\(start)", expected: "\(range.upperBound) tokens within \(data.size) bytes")
    }
    return start + range.lowerBound * size..<start + range.upperBound * size
  }

  /// Where a document's bytes lie in the data file.
  ///
  /// A document's sequences follow one another in the file; one that does not is refused.
  package func byteRange(of document: Int) throws(Problem) -> Range<Int> {
    let index = try index()
    let sequences = sequences(of: document, index)
    guard let first = sequences.first else { return 0..<0 }
    let start = Int(index.load(Int64.self, at: pointers + 8 * first))
    var end = start
    for sequence in sequences {
      let pointer = Int(index.load(Int64.self, at: pointers + 8 * sequence))
      let size = Int(index.load(Int32.self, at: lengths + 4 * sequence)) * type.size
      guard pointer == end, pointer >= 0, size >= 0, size <= data.size - pointer else {
        throw Problem(
          .badInput, "bad pointer of sequence \(sequence)", path: path + ".idx",
          place: "document \(document)", got: "\(pointer)",
          expected: "\(end), below \(data.size)")
      }
      end += size
    }
    return start..<end
  }

  /// Gives back the memory of the index's pages; they are read again when they are wanted.
  package func releasePages() {
    isNoted.store(false, ordering: .relaxed)
    kept?.releasePages()
  }

  /// Reads some of a document's tokens to the front of `tokens`, which is grown as needed.
  ///
  /// - Parameters:
  ///   - document: its number in this dataset.
  ///   - range: tokens counted from the document's first.
  ///   - tokens: its front is replaced.
  /// - Throws: a token that `Token` cannot hold is a `Problem` with its place.
  @inlinable
  public func read<Token: FixedWidthInteger & BitwiseCopyable>(
    _ document: Int, _ range: Range<Int>, into tokens: inout [Token]
  ) throws(Problem) {
    let bytes = try bytes(of: document, range)
    if tokens.count < range.count {
      tokens = [Token](repeating: 0, count: max(range.count, 2 * tokens.count))
    }
    if isStored(as: Token.self) {
      var span = tokens.mutableSpan
      unsafe try span.withUnsafeMutableBytes { buffer throws(Problem) in
        unsafe try read(
          UnsafeMutableRawBufferPointer(rebasing: buffer[..<bytes.count]), at: bytes.lowerBound)
      }
    } else {
      try convert(bytes, document, range.lowerBound, into: &tokens)
    }
  }

  /// All of a document's tokens.
  public func tokens<Token: FixedWidthInteger & BitwiseCopyable>(
    of document: Int, as: Token.Type = Token.self
  ) throws(Problem) -> [Token] {
    var tokens: [Token] = []
    try read(document, 0..<length(of: document), into: &tokens)
    return tokens
  }

  /// Bytes of the data file.
  var dataSize: Int { data.size }

  /// Fills `buffer` with the data file's bytes from `offset` on.
  @usableFromInline
  func read(_ buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws(Problem) {
    var filled = 0
    while filled < buffer.count {
      let count = unsafe try data.read(
        into: UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]), at: offset + filled)
      guard count > 0 else {
        throw Problem(
          .badInput, "data cut short", path: path + ".bin", place: "byte \(offset + filled)",
          expected: "\(data.size) bytes", fix: "it was longer when it was opened")
      }
      filled += count
    }
  }

  @inlinable
  func isStored<Token: FixedWidthInteger>(as: Token.Type) -> Bool {
    switch type {
    case .uint16: Token.self == UInt16.self
    case .int32: Token.self == Int32.self
    case .uint8: Token.self == UInt8.self
    default: false
    }
  }

  @usableFromInline
  func convert<Token: FixedWidthInteger>(
    _ range: Range<Int>, _ document: Int, _ first: Int, into tokens: inout [Token]
  ) throws(Problem) {
    var bytes = [UInt8](repeating: 0, count: range.count)
    var span = bytes.mutableSpan
    unsafe try span.withUnsafeMutableBytes { buffer throws(Problem) in
      unsafe try read(buffer, at: range.lowerBound)
    }
    switch type {
    case .uint8: try convert(bytes, from: UInt8.self, document, first, &tokens)
    case .int8: try convert(bytes, from: Int8.self, document, first, &tokens)
    case .int16: try convert(bytes, from: Int16.self, document, first, &tokens)
    case .int32: try convert(bytes, from: Int32.self, document, first, &tokens)
    case .int64: try convert(bytes, from: Int64.self, document, first, &tokens)
    case .uint16: try convert(bytes, from: UInt16.self, document, first, &tokens)
    case .float32, .float64: preconditionFailure("refused when the index was read")
    }
  }

  private func convert<Stored: FixedWidthInteger & BitwiseCopyable, Token: FixedWidthInteger>(
    _ bytes: [UInt8], from: Stored.Type, _ document: Int, _ first: Int, _ tokens: inout [Token]
  ) throws(Problem) {
    let size = MemoryLayout<Stored>.size
    for i in 0..<bytes.count / size {
      let stored = unsafe bytes.withUnsafeBytes { bytes in
        unsafe Stored(
          littleEndian: bytes.loadUnaligned(fromByteOffset: i * size, as: Stored.self))
      }
      guard let token = Token(exactly: stored) else {
        throw Problem(
          .badInput, "token beyond the vocabulary", path: path + ".bin",
          place: "document \(document), token \(first + i)", got: "\(stored)",
          expected: "0 to \(Token.max)")
      }
      tokens[i] = token
    }
  }
}
