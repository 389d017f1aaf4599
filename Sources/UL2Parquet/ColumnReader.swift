/// The entries of a column, row group by row group: Dremel's levels, and values where they are there.
///
/// Levels and values are decoded a window at a time into buffers that are reused; byte values are ranges
/// of the page, the dictionary or a scratch buffer, and nothing is allocated for any of them. A consumer
/// looks at the current entry with `peek` and passes it with `consume`, so columns can be stepped side
/// by side whatever their pages' borders are, and a page is read no earlier than it is needed.

@safe package final class ColumnReader {
  package let leaf: LeafColumn
  private let file: ParquetFile
  private let pages: PageReader
  private var rowGroup = 0

  private var page = DataPage()
  /// Entries of the page that are not in a window yet.
  private var pageLeft = 0
  private var decoder: ValueDecoder?
  private var dictionary = ValueDictionary()
  private let scratch = PageBuffer()

  private let maxDefinition: UInt8
  private var repetitions = [UInt8](repeating: 0, count: valueWindow)
  private var definitions = [UInt8](repeating: 0, count: valueWindow)
  private var entry = 0
  private var entryCount = 0
  private var isFirstEntry = true

  /// Whether `peek` has looked at the current entry, whose levels these are.
  private var isReady = false
  /// 0 where a row begins.
  package private(set) var repetition: UInt8 = 0
  package private(set) var definition: UInt8 = 0

  private var values: ValueWindow
  /// The bytes that the window's ranges point into.
  ///
  /// Invariant: valid until the next window is filled.
  private var valueBase = unsafe UnsafeRawBufferPointer(start: nil, count: 0)
  /// Values of the level window that are not in the value window yet.
  private var valuesAhead = 0

  package init(_ file: ParquetFile, _ leaf: LeafColumn) {
    self.file = file
    self.leaf = leaf
    maxDefinition = leaf.maxDefinition
    pages = PageReader(file, leaf)
    values = ValueWindow(ValueShape(leaf))
  }

  /// Begins a row group; what was left of the one before is skipped.
  package func open(rowGroup: Int) throws(Problem) {
    self.rowGroup = rowGroup
    entry = 0
    entryCount = 0
    pageLeft = 0
    valuesAhead = 0
    values.next = 0
    values.count = 0
    isFirstEntry = true
    isReady = false
    decoder = nil
    dictionary = ValueDictionary()
    pages.open(try file.chunk(rowGroup: rowGroup, leaf))
  }

  /// Makes the current entry ready; false at the end of the row group.
  package func peek() throws(Problem) -> Bool {
    if isReady { return true }
    do throws(Problem) {
      if entry == entryCount {
        guard try fillLevels() else { return false }
      }
      if leaf.maxRepetition > 0 { repetition = repetitions[entry] }
      if maxDefinition > 0 { definition = definitions[entry] }
      if !isNull, values.next == values.count { try fillValues() }
      isReady = true
      return true
    } catch {
      throw located(error)
    }
  }

  /// Passes the entry that `peek` made ready.
  package func consume() {
    if !isNull { values.next += 1 }
    entry += 1
    isReady = false
  }

  /// Bytes of memory that this column takes for pages and for values put together.
  package var bufferedBytes: Int { pages.bufferedBytes + scratch.capacity }

  /// A problem with this column, with path and place.
  package func located(_ problem: Problem) -> Problem {
    problem.at(
      file.path,
      place: "row group \(rowGroup), column \(leaf.path), byte \(pages.pageOffset)")
  }
}

// MARK: The current entry

extension ColumnReader {
  package var isNull: Bool { definition != maxDefinition }

  /// The value of a boolean or numeric column: its bits, zero-extended.
  package var bits: UInt64 { values.bits[values.next] }

  /// The value of a byte column, valid until `consume` or `open`.
  package var bytes: UnsafeRawBufferPointer {
    let range = values.ranges[values.next]
    return unsafe UnsafeRawBufferPointer(
      rebasing: valueBase[range.offset..<range.offset + range.count])
  }
}

// MARK: Windows

extension ColumnReader {
  /// The next window of levels; false when the chunk has no more entries.
  private func fillLevels() throws(Problem) -> Bool {
    while pageLeft == 0 {
      guard try nextPage() else { return false }
    }
    let n = min(pageLeft, valueWindow)
    if leaf.maxRepetition > 0 {
      let bytes = unsafe page.repetitionBytes
      let span = unsafe bytes.bytes
      var output = repetitions.mutableSpan
      try page.repetition.next(n, from: span, into: &output)
    }
    valuesAhead = n
    if maxDefinition > 0 {
      let bytes = unsafe page.definitionBytes
      let span = unsafe bytes.bytes
      var output = definitions.mutableSpan
      try page.definition.next(n, from: span, into: &output)
      valuesAhead = 0
      for i in 0..<n where output[i] == maxDefinition { valuesAhead += 1 }
    }
    if isFirstEntry, repetitions[0] != 0 {
      throw damage("the first entry continues a row", got: "repetition level \(repetitions[0])")
    }
    isFirstEntry = false
    pageLeft -= n
    entry = 0
    entryCount = n
    values.next = 0
    values.count = 0
    return true
  }

  private func fillValues() throws(Problem) {
    let bytes = unsafe page.valueBytes
    let span = unsafe bytes.bytes
    // Not before a value is needed: a page of nulls may have no bytes for values at all.
    var decoder: ValueDecoder
    if let begun = self.decoder {
      decoder = begun
    } else {
      decoder = try ValueDecoder(page.encoding, leaf, span)
    }
    try decoder.next(
      valuesAhead, from: span, dictionary: dictionary, scratch: scratch, into: &values)
    unsafe valueBase =
      switch decoder.base {
      case .dictionary: unsafe dictionary.bytes
      case .scratch: unsafe UnsafeRawBufferPointer(scratch.bytes)
      case .page: unsafe bytes
      }
    self.decoder = decoder
    valuesAhead -= values.count
  }

  private func nextPage() throws(Problem) -> Bool {
    switch try pages.next() {
    case .data(let next):
      page = next
      pageLeft = next.count
      decoder = nil
    case .dictionary(let next):
      unsafe dictionary = try ValueDictionary(
        next.bytes, claim: next.count, window: &values, scratch: scratch)
    case nil: return false
    }
    return true
  }
}
