/// A shard that is open, and where the columns of its samples are: rows are put together from where they lie.
///
/// A class, since rows are read by it in a loop that would otherwise count references to all that it holds.
@safe final class OpenShard: Sendable {
  private let shard: MDSShard
  private let owner: MDSShard.MemoryOwner
  /// Invariant: the shard's, which lives as long as this object.
  private nonisolated(unsafe) let bytes: UnsafeRawBufferPointer
  /// nil for shards of other programs, of which only tokens are read.
  private let manifest: DatasetManifest?
  private let limits: RowLimits?
  private let layout: MDSSampleLayout
  private let encodings: [MDSEncoding]
  private let tokensColumn: Int
  /// The number of each column in `ExampleColumn.allCases`.
  private let exampleColumns: [Int]

  /// - Throws: columns that are not those of the manifest, or without tokens.
  init(_ shard: MDSShard, _ manifest: DatasetManifest?) throws(Problem) {
    self.shard = shard
    owner = shard.memoryOwner
    unsafe bytes = shard.bytes
    self.manifest = manifest
    limits = manifest.map { RowLimits($0) }
    try manifest?.checkColumns(of: shard.entry, path: shard.path)
    let columns = shard.entry.format.columns
    layout = MDSSampleLayout(shard.entry.format)
    encodings = columns.map(\.encoding)
    guard let tokens = columns.firstIndex(where: { $0.name == "tokens" }) else {
      throw Problem(
        .badInput, "no column of tokens", path: shard.path,
        got: columns.map(\.name).joined(separator: ", "), expected: "a column named tokens")
    }
    tokensColumn = tokens
    exampleColumns =
      manifest == nil
      ? []
      : ExampleColumn.allCases.compactMap { column in
        columns.firstIndex { $0.name == column.rawValue }
      }
  }

  /// Has the processor fetch a row that is read next.
  func willRead(_ sample: Int) { shard.willRead(sample) }

  /// Bytes of memory that it takes.
  var memory: Int { shard.memory }

  /// Memory for reading rows, used again for each.
  struct Scratch {
    /// The row that was read last.
    fileprivate(set) var row = PackedRow()
    fileprivate var ranges: [Range<Int>] = []
    fileprivate var places: [MDSArrayPlace] = []
  }

  /// Reads a row, whose numbers are checked against each other and the manifest.
  ///
  /// - Parameters:
  ///   - sample: in the shard.
  ///   - index: of the row, in the dataset.
  ///   - needsExamples: false: the row comes without, and what its columns say of them is not looked at.
  ///   - scratch: gets the row.
  func read(
    _ sample: Int, index: Int, needsExamples: Bool, _ scratch: inout Scratch
  ) throws(Problem) {
    func fail(_ problem: String, _ got: String?, _ expected: String?) -> Problem {
      Problem(
        .badInput, problem, path: shard.path, place: "row \(index)", got: got, expected: expected)
    }
    let range = try shard.range(of: sample)
    let bytes = unsafe UnsafeRawBufferPointer(rebasing: bytes[range])
    if let problem = unsafe layout.locate(bytes, &scratch.ranges) {
      throw fail(problem, nil, nil)
    }
    let tokens = unsafe try tokens(bytes, scratch.ranges[tokensColumn], range.lowerBound, fail)
    guard let limits else { return scratch.row.set(index: index, tokens: tokens) }
    if !needsExamples, limits.hold(tokens) {
      return scratch.row.set(index: index, tokens: tokens)
    }
    unsafe try locate(bytes, scratch.ranges, &scratch.places, fail)
    unsafe try set(&scratch.row, index, tokens, bytes, scratch.ranges, scratch.places, fail)
    if !limits.hold(scratch.row) {
      // Says what is wrong, at leisure.
      try manifest?.check(scratch.row, fail)
    }
  }

  private func tokens(
    _ sample: UnsafeRawBufferPointer, _ range: Range<Int>, _ offset: Int, _ fail: RowFailure
  ) throws(Problem) -> RowTokens {
    let column = unsafe UnsafeRawBufferPointer(rebasing: sample[range])
    let encoding = encodings[tokensColumn]
    let place = unsafe MDSArrayPlace(column, encoding)
    if let place,
      let tokens = RowTokens(
        place, of: owner, start: offset + range.lowerBound)
    {
      return tokens
    }
    throw fail(
      "tokens of a type that is not read", place?.type.rawValue ?? encoding.name,
      "an array of uint16 or int32")
  }

  /// Finds the arrays of what is known of a row's examples.
  private func locate(
    _ sample: UnsafeRawBufferPointer, _ ranges: [Range<Int>], _ places: inout [MDSArrayPlace],
    _ fail: RowFailure
  ) throws(Problem) {
    places.removeAll(keepingCapacity: true)
    for number in 0..<exampleColumns.count {
      let column = exampleColumns[number]
      let bytes = unsafe UnsafeRawBufferPointer(rebasing: sample[ranges[column]])
      guard let place = unsafe MDSArrayPlace(bytes, encodings[column]), place.type.isInteger
      else {
        let name = ExampleColumn.allCases[number].rawValue
        throw fail("bad value of column \(name)", nil, nil)
      }
      places.append(place)
    }
  }

  private func set(
    _ row: inout PackedRow, _ index: Int, _ tokens: RowTokens, _ sample: UnsafeRawBufferPointer,
    _ ranges: [Range<Int>], _ places: [MDSArrayPlace], _ fail: RowFailure
  ) throws(Problem) {
    try row.set(
      index: index, tokens: tokens, count: { places[$0.number].count },
      value: { column, element in
        let range = ranges[exampleColumns[column.number]]
        let bytes = unsafe UnsafeRawBufferPointer(rebasing: sample[range])
        return unsafe places[column.number].integer(element, in: bytes)
      }, fail)
  }
}

extension ExampleColumn {
  /// Its place in `allCases`.
  fileprivate var number: Int {
    switch self {
    case .objectives: 0
    case .sources: 1
    case .documents: 2
    case .offsets: 3
    case .lengths: 4
    case .epochs: 5
    case .prefixLengths: 6
    case .lossStarts: 7
    case .ends: 8
    }
  }
}
