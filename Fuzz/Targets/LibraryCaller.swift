/// A C program that calls all of libul2prep, with the arguments that an input chooses.
///
/// It describes its own memory truly: arrays are allocated in the size given, so that AddressSanitizer sees writes
/// beyond. Everything else may be wrong.
import CUL2Prep
import Glibc

final class LibraryCaller {
  var choices: Choices
  let state: [UInt8]
  var about = ul2prep_description()
  /// Rows that were read.
  private(set) var read = 0

  init(choices: Choices, state: [UInt8]) {
    self.choices = choices
    self.state = state
  }

  /// Hostile numbers, and some ordinary ones.
  static let numbers: [Int64] = [
    0, 1, 2, 3, -1, .min, .max, 1 << 31, 1 << 32, -1 << 31, 1 << 60, (1 << 60) + 1, 1 << 62, 255,
  ]
  static let sizes: [Int] = [0, 0, 0, 0, 0, 8, -8, -1, .min, 4096, .max]

  func use(_ path: String, tokens: String) throws(Violation) -> Int {
    var options = ul2prep_open_options()
    options.check = choices.next(of: [2, 0, 1, 2, 3, -1])
    options.cache_bytes = choices.next(of: [0, 1, 4096, -1, .max, .min])
    options.reserved = choices.next(of: [0, 0, 0, 1])
    var opened: OpaquePointer?
    let text = Array(tokens.utf8CString)
    try text.withUnsafeBufferPointer { text throws(Violation) in
      options.tokens = choices.next(of: [text.baseAddress, nil])
      try withStruct(options) { options throws(Violation) in
        _ = try call("open") { ul2prep_open(path, options, &opened, $0) }
      }
    }
    guard let data = opened else { return 0 }
    keep(data)
    try describe(data)
    try readRows(data)
    try useLoader(data)
    try expect(call("close") { ul2prep_close(data, $0) }, 0, "a dataset is not closed")
    try expect(
      call("close") { ul2prep_close(data, $0) }, Int32(UL2PREP_USAGE), "a dataset is closed twice")
    var index: Int64 = 0
    try expect(
      call("read") { ul2prep_read(data, &index, 0, nil, $0) }, Int32(UL2PREP_USAGE),
      "a closed dataset is read")
    return read
  }

  func describe(_ data: OpaquePointer) throws(Violation) {
    about.size = UInt64(MemoryLayout.size(ofValue: about))
    var copy = about
    try expect(
      call("describe") { ul2prep_describe(data, &copy, $0) }, 0, "a dataset is not described")
    about = copy
    try check(
      about.rows >= 0 && about.sequence_length >= -1 && about.sequence_length != 0
        && about.vocabulary_size >= -1 && about.eos >= -1 && about.pad >= -1
        && (about.has_examples == 0 || about.sequence_length > 0 && about.vocabulary_size > 0),
      "no such dataset: \(about)")
    let text = try text("fingerprint") { text, capacity, needed, error in
      ul2prep_fingerprint(data, text, capacity, needed, error)
    }
    try check(text.map { !$0.isEmpty } ?? true, "an empty fingerprint")
  }

  func readRows(_ data: OpaquePointer) throws(Violation) {
    let rows = about.rows
    for round in 0..<3 {
      var indexes: [Int64] =
        round == 0
        ? Array(0..<min(rows, 24)) : [rows - 1, rows / 2, 0].filter { $0 >= 0 }
      if round == 2 { indexes.append(choices.next(of: [0, -1, rows, .max, .min, 1 << 40])) }
      guard let arrays = CallerMemory(rows: indexes.count, width: width, wanted: choices.next())
      else { return }
      var given = arrays.arrays
      // The second round asks for the same as the first, which may have left the cache.
      if round == 2 { spoil(&given) }
      var count = Int64(indexes.count)
      if round == 2, choices.next() % 4 == 1 {
        count = choices.next(of: Self.numbers.filter { $0 > 24 || $0 < 0 })
      }
      try withStruct(given, isSpoilt: round == 2) { given throws(Violation) in
        let status = try call("read") { ul2prep_read(data, indexes, count, given, $0) }
        guard status == 0, round < 2 else { return }
        try arrays.check(indexes, about)
        read += indexes.count
      }
      for index in indexes.suffix(2) { try examples(data, index) }
    }
  }

  /// The width of arrays: the rows', where that is known and moderate.
  private var width: Int {
    about.sequence_length > 0 && about.sequence_length <= 1 << 16 ? Int(about.sequence_length) : 32
  }

  /// Makes something in arrays wrong that the library can detect.
  private func spoil(_ arrays: inout ul2prep_arrays) {
    switch choices.next() % 8 {
    case 1: arrays.capacity = choices.next(of: [0, -1, .min, 1])
    case 2:
      arrays.width = choices.next(
        of: Self.numbers.filter { $0 != about.sequence_length && $0 > 1 << 40 || $0 < 1 })
    case 3: arrays.form = choices.next(of: [2, -1, .max, .min])
    case 4: arrays.reserved = 1
    case 5: arrays.tokens = UnsafeMutablePointer(bitPattern: 0x1001)
    case 6: arrays.rows = UnsafeMutablePointer(bitPattern: 0x1004)
    default: break
    }
  }

  private func examples(_ data: OpaquePointer, _ index: Int64) throws(Violation) {
    var count: Int64 = -1
    let status = try call("examples") { ul2prep_examples(data, index, nil, 0, &count, $0) }
    guard status == 0 else { return }
    try check(about.has_examples == 1 || count == 0, "examples of a foreign row")
    try check(0 <= count && count <= max(0, about.sequence_length), "\(count) examples in a row")
    let room = UnsafeMutablePointer<ul2prep_example>.allocate(capacity: Int(count))
    defer { room.deallocate() }
    try expect(
      call("examples") { ul2prep_examples(data, index, room, count, &count, $0) }, 0,
      "examples are not given again")
    var position: Int32 = 0
    for example in UnsafeBufferPointer(start: room, count: Int(count)) {
      try check(
        example.start == position && example.length > 0
          && 0...example.length ~= example.prefix_length
          && 0...example.length ~= example.loss_start && example.document >= 0
          && example.epoch >= 0 && example.objective >= 0 && example.source >= 0,
        "row \(index): no example: \(example)")
      position += example.length
    }
    try check(Int64(position) <= max(0, about.sequence_length), "examples end beyond row \(index)")
    let less = choices.next(of: [count - 1, -1, .min])
    _ = try call("examples") { ul2prep_examples(data, index, room, less, nil, $0) }
  }
}
