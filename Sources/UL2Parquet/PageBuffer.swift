/// Memory for one decompressed page, kept from page to page.
///
/// It is not cleared and not an array: `malloc`ed memory costs nothing until it is written, and growing
/// it moves pages instead of copying bytes.
import Glibc

@safe final class PageBuffer {
  /// Invariant: allocated by `realloc`, owned by this object alone.
  private var storage = unsafe UnsafeMutableRawBufferPointer(start: nil, count: 0)

  deinit { unsafe free(storage.baseAddress) }

  var capacity: Int { unsafe storage.count }

  /// The memory, valid until the next call of `reserve`.
  var bytes: UnsafeMutableRawBufferPointer { unsafe storage }

  /// Grows to at least `count` bytes, keeping what is there.
  func reserve(_ count: Int) throws(Problem) {
    if count <= capacity { return }
    guard let grown = unsafe realloc(storage.baseAddress, count) else {
      throw Problem(.readWrite, "no memory for a page", got: "\(count) bytes")
    }
    unsafe storage = UnsafeMutableRawBufferPointer(start: grown, count: count)
  }

  /// The first `count` bytes, valid until the next call of `reserve`.
  func prefix(_ count: Int) -> UnsafeRawBufferPointer {
    unsafe UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(storage)[..<count])
  }

  /// Copies bytes to the front; returns them there.
  func copy(_ source: UnsafeRawBufferPointer) throws(Problem) -> UnsafeRawBufferPointer {
    try reserve(source.count)
    unsafe bytes.copyMemory(from: source)
    return unsafe prefix(source.count)
  }

  /// The result of one step of a streaming decompressor.
  struct Step {
    var produced: Int
    var isFinished: Bool
  }

  /// Fills exactly `claim` bytes, step by step, growing only as bytes are really produced: a page that
  /// lies about its size costs `plausible` bytes.
  func fill(
    claim: Int, plausible: Int,
    _ step: (UnsafeMutableRawBufferPointer) throws(Problem) -> Step
  ) throws(Problem) {
    // One byte more than claimed shows a page that does not end there.
    let limit = claim + 1
    var count = 0
    try reserve(min(limit, max(plausible, 1)))
    while true {
      if count == min(capacity, limit) {
        guard count < limit else { throw damage("the page is longer than its header claims") }
        try reserve(min(limit, 2 * count))
      }
      let room = unsafe UnsafeMutableRawBufferPointer(
        rebasing: storage[count..<min(capacity, limit)])
      let done = unsafe try step(room)
      count += done.produced
      if done.isFinished { break }
    }
    guard count == claim else {
      throw damage(
        "the page's size differs from its header", got: "\(count) bytes", expected: "\(claim)")
    }
  }
}
