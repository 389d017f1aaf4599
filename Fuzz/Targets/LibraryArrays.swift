/// The arrays of one call of the C interface, each in memory of exactly its size, and what must hold of them.
import CUL2Prep

final class CallerMemory {
  private(set) var arrays = ul2prep_arrays()
  private let count: Int
  private let width: Int
  static let rowsAlone = 0x80

  /// - Parameter wanted: an array is wanted where its bit is not set; `rowsAlone`: only `rows`.
  init?(rows: Int, width: Int, wanted: Int) {
    guard rows * width <= 1 << 20 else { return nil }
    (count, self.width) = (rows, width)
    arrays.size = UInt64(MemoryLayout.size(ofValue: arrays))
    arrays.capacity = Int64(rows)
    arrays.width = Int64(width)
    func array<T: BitwiseCopyable>(_ bit: Int, _ size: Int, _ value: T) -> UnsafeMutablePointer<T>?
    {
      if wanted == Self.rowsAlone ? bit != 7 : wanted >> bit & 1 == 1 { return nil }
      let memory = UnsafeMutablePointer<T>.allocate(capacity: size)
      memory.initialize(repeating: value, count: size)
      return memory
    }
    arrays.tokens = array(0, rows * width, -77)
    arrays.labels = array(1, rows * width, -77)
    arrays.positions = array(2, rows * width, -77)
    arrays.segments = array(3, rows * width, -77)
    arrays.bounds = array(4, 2 * rows * width, -77)
    arrays.loss_weights = array(5, rows * width, -77)
    arrays.prefix_lengths = array(6, rows * width, -77)
    arrays.rows = array(7, rows, -77)
    arrays.form = wanted & 1 == 1 ? 0 : Int32(wanted >> 1 & 1)
  }

  deinit {
    arrays.tokens?.deallocate()
    arrays.labels?.deallocate()
    arrays.positions?.deallocate()
    arrays.segments?.deallocate()
    arrays.bounds?.deallocate()
    arrays.loss_weights?.deallocate()
    arrays.prefix_lengths?.deallocate()
    arrays.rows?.deallocate()
  }

  var rows: [Int64] { Array(UnsafeBufferPointer(start: arrays.rows, count: count)) }

  /// Throws unless the arrays can be used without checking them.
  func check(_ indexes: [Int64], _ about: ul2prep_description) throws(Violation) {
    if arrays.rows != nil { try FuzzTargets.check(rows == indexes, "rows \(rows), not \(indexes)") }
    for row in 0..<count {
      for position in 0..<width {
        if let problem = problem(row * width + position, position, about) {
          throw Violation("row \(indexes[row]), position \(position): \(problem)")
        }
      }
    }
  }

  private func problem(_ at: Int, _ position: Int, _ about: ul2prep_description) -> String? {
    let token = arrays.tokens?[at]
    if let token, about.has_examples == 1, !(0..<about.vocabulary_size ~= Int64(token)) {
      return "token \(token)"
    }
    let label = arrays.labels?[at]
    if let label, label != -100, label < 0 || token.map({ $0 != label }) ?? false {
      return "label \(label) of token \(token ?? -1)"
    }
    let place = arrays.positions?[at]
    if let place, !(0...Int32(position) ~= place) { return "place \(place)" }
    let segment = arrays.segments?[at]
    if let segment, !(0...Int32(position + 1) ~= segment) { return "segment \(segment)" }
    if segment == 0, place ?? 0 != 0 || label ?? -100 != -100 {
      return "padding with \(place ?? 0)"
    }
    if let bounds = arrays.bounds {
      let (start, end) = (Int(bounds[2 * at]), Int(bounds[2 * at + 1]))
      let isPadding = start == 0 && end == 0
      if !isPadding, !(0...position ~= start && position + 1...width ~= end) {
        return "sees \(start)..<\(end)"
      }
      if let segment, isPadding != (segment == 0) {
        return "segment \(segment) sees \(start)..<\(end)"
      }
      if let place, !isPadding, start + Int(place) != position {
        return "place \(place) from \(start)"
      }
    }
    if let weight = arrays.loss_weights?[at] {
      if weight != 0 && weight != 1 { return "weight \(weight)" }
      if let label, (weight == 1) != (label != -100) { return "weight \(weight) of label \(label)" }
    }
    if let prefix = arrays.prefix_lengths?[at], !(0...Int32(width) ~= prefix) {
      return "prefix \(prefix)"
    }
    return nil
  }
}
