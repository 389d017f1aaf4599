/// The printed form of each id, ready to be copied: sixteen bytes at a time, whatever the name's
/// length, which costs less than numbers formatted again or a call for each token.
@safe struct PrintedTokens {
  /// Of all ids, each with a space after it; then `slack` bytes, so that whole blocks can be read.
  private var bytes: [UInt8] = []
  /// Where each begins, and where the last ends.
  private var starts: [UInt32] = [0]
  private static var slack: Int { 16 }

  init(_ names: [String]) {
    for name in names {
      bytes.append(contentsOf: name.utf8)
      bytes.append(UInt8(ascii: " "))
      // A model file has at most 2²⁸ bytes.
      starts.append(UInt32(bytes.count))
    }
    bytes.append(contentsOf: repeatElement(0, count: Self.slack))
  }

  /// Names ids by their numbers.
  init(numbers count: Int) { self.init((0..<count).map { String($0) }) }

  /// Appends names with spaces between.
  ///
  /// - Parameter ids: each in the vocabulary.
  func append(_ ids: [Int32], to output: inout [UInt8]) {
    if ids.isEmpty { return }
    var count = 0
    for id in ids { count += Int(starts[Int(id) + 1] - starts[Int(id)]) }
    output.append(addingCapacity: count + Self.slack) { span in
      unsafe bytes.withUnsafeBytes { names in
        unsafe span.withUnsafeMutableBufferPointer { buffer, initialized in
          let free = unsafe UnsafeMutableRawBufferPointer(
            rebasing:
              UnsafeMutableRawBufferPointer(buffer)[initialized...])
          let written = unsafe copy(ids, from: names, to: free)
          // Without the last space.
          initialized += written - 1
        }
      }
    }
  }

  /// - Parameter target: with `slack` bytes more than the names have.
  private func copy(
    _ ids: [Int32], from names: UnsafeRawBufferPointer, to target: UnsafeMutableRawBufferPointer
  ) -> Int {
    var written = 0
    for id in ids {
      let start = Int(starts[Int(id)])
      let count = Int(starts[Int(id) + 1]) - start
      var done = 0
      repeat {
        let block = unsafe names.loadUnaligned(
          fromByteOffset: start + done, as: SIMD16<UInt8>.self)
        unsafe target.storeBytes(of: block, toByteOffset: written + done, as: SIMD16<UInt8>.self)
        done += Self.slack
      } while done < count
      written += count
    }
    return written
  }
}
