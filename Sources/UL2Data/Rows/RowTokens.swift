/// The tokens of a row, in the width that they are stored in: where they lie in a mapped shard, or in memory of
/// their own. Those of a shard keep its mapping alive, 64 MiB of addresses and no memory.
public struct RowTokens: Sendable {
  private enum Storage: Sendable {
    case uint16([UInt16])
    case int32([Int32])
    /// Little-endian at any offset, aligned or not: the file's bytes from `start`.
    case mapped(MappedFile, start: Int, UnalignedWidth)
    /// The same in a shard that was decompressed: for rows that are not kept.
    case lent(LargeBuffer, start: Int, UnalignedWidth)
  }

  /// The two widths of rows.
  private enum UnalignedWidth: Int, Sendable {
    case uint16 = 2
    case int32 = 4
  }

  private let storage: Storage
  /// How many there are, padding included.
  public let count: Int

  package init(_ tokens: [UInt16]) {
    storage = .uint16(tokens)
    count = tokens.count
  }

  package init(_ tokens: [Int32]) {
    storage = .int32(tokens)
    count = tokens.count
  }

  /// Bytes of one token as it is stored: 2 (uint16) or 4 (int32).
  public var bytesPerToken: Int {
    switch storage {
    case .uint16: 2
    case .int32: 4
    case .mapped(_, _, let width), .lent(_, _, let width): width.rawValue
    }
  }

  /// The tokens as 32-bit integers, which is what trainers take, whatever they are stored in. Those stored as int32
  /// in memory of their own are lent; all others are widened or copied first.
  public func withSpan<R, E: Error>(_ body: (Span<Int32>) throws(E) -> R) throws(E) -> R {
    if case .int32(let tokens) = storage { return try body(tokens.span) }
    let tokens = widened
    return try body(tokens.span)
  }

  /// Copies the tokens as 32-bit integers.
  ///
  /// - Parameter output: the integers to overwrite.
  /// - Precondition: `output` has `count` of them.
  public func copy(into output: inout MutableSpan<Int32>) {
    precondition(output.count == count, "the span is not as long as the row")
    unsafe output.withUnsafeMutableBufferPointer { unsafe copy(to: $0.baseAddress!) }
  }

  private var widened: [Int32] {
    unsafe [Int32](unsafeUninitializedCapacity: count) { output, written in
      if count > 0 { unsafe copy(to: output.baseAddress!) }
      written = count
    }
  }

  /// - Parameter output: room for `count` integers.
  package func copy(to output: UnsafeMutablePointer<Int32>) {
    unsafe withBytes { bytes in
      // Pointers without bounds: with them the compiler does not vectorize.
      guard let base = bytes.baseAddress else { return }
      if bytesPerToken == 2 {
        for i in 0..<count {
          let id = unsafe base.loadUnaligned(fromByteOffset: 2 &* i, as: UInt16.self)
          unsafe output[i] = Int32(UInt16(littleEndian: id))
        }
      } else {
        for i in 0..<count {
          let id = unsafe base.loadUnaligned(fromByteOffset: 4 &* i, as: Int32.self)
          unsafe output[i] = Int32(littleEndian: id)
        }
      }
    }
  }

  private func withBytes<R>(_ body: (UnsafeRawBufferPointer) -> R) -> R {
    switch storage {
    case .uint16(let tokens): unsafe tokens.withUnsafeBytes { unsafe body($0) }
    case .int32(let tokens): unsafe tokens.withUnsafeBytes { unsafe body($0) }
    case .mapped(let file, let start, let width):
      unsafe body(
        UnsafeRawBufferPointer(rebasing: file.bytes[start..<start + count * width.rawValue]))
    case .lent(let buffer, let start, let width):
      unsafe body(
        UnsafeRawBufferPointer(rebasing: buffer.bytes[start..<start + count * width.rawValue]))
    }
  }

  /// The tokens of some positions, widened: for what looks at few, or at text.
  package subscript(positions: Range<Int>) -> [Int] {
    precondition(positions.lowerBound >= 0 && positions.upperBound <= count, "beyond the row")
    return unsafe withBytes { bytes in
      if bytesPerToken == 2 {
        return positions.map {
          unsafe Int(
            UInt16(littleEndian: bytes.loadUnaligned(fromByteOffset: 2 * $0, as: UInt16.self)))
        }
      }
      return positions.map {
        unsafe Int(Int32(littleEndian: bytes.loadUnaligned(fromByteOffset: 4 * $0, as: Int32.self)))
      }
    }
  }

  /// All of them, widened.
  public var integers: [Int] { self[0..<count] }

  /// The first position with an id that is not below `vocabularySize`; nil where all are.
  package func firstOutside(_ vocabularySize: Int) -> Int? {
    // One pass that the compiler vectorizes; negative ids count as huge.
    let highest = unsafe withBytes { bytes in
      guard let base = bytes.baseAddress else { return 0 }
      if bytesPerToken == 2 {
        var highest: UInt16 = 0
        for i in 0..<count {
          let id = unsafe base.loadUnaligned(fromByteOffset: 2 &* i, as: UInt16.self)
          highest = max(highest, UInt16(littleEndian: id))
        }
        return Int(highest)
      }
      var highest: UInt32 = 0
      for i in 0..<count {
        let id = unsafe base.loadUnaligned(fromByteOffset: 4 &* i, as: UInt32.self)
        highest = max(highest, UInt32(littleEndian: id))
      }
      return Int(highest)
    }
    guard highest >= vocabularySize else { return nil }
    return integers.firstIndex { !(0..<vocabularySize).contains($0) }
  }
}

extension RowTokens: Hashable {
  /// Whether the ids are the same and of the same width, wherever they lie.
  public static func == (a: RowTokens, b: RowTokens) -> Bool {
    a.bytesPerToken == b.bytesPerToken && a.count == b.count
      && (unsafe a.withBytes { a in unsafe b.withBytes { b in unsafe a.elementsEqual(b) } })
  }

  public func hash(into hasher: inout Hasher) {
    unsafe withBytes { unsafe hasher.combine(bytes: $0) }
  }
}

extension RowTokens {
  /// The column `tokens` of a sample; nil where it has none of either width.
  init?(_ sample: MDSSample) {
    guard case .array(let array) = sample.values["tokens"] else { return nil }
    if let tokens = array.elements(as: UInt16.self) {
      self.init(tokens)
    } else if let tokens = array.elements(as: Int32.self) {
      self.init(tokens)
    } else {
      return nil
    }
  }

  /// An array of a shard.
  ///
  /// - Parameters:
  ///   - place: in the column.
  ///   - owner: what the column's bytes lie in, from `start`.
  /// - Returns: nil where its elements are of neither width.
  init?(_ place: MDSArrayPlace, of owner: MDSShard.MemoryOwner, start: Int) {
    let width: UnalignedWidth
    switch place.type {
    case .uint16: width = .uint16
    case .int32: width = .int32
    default: return nil
    }
    count = place.count
    storage =
      switch owner {
      case .file(let file): .mapped(file, start: start + place.start, width)
      case .buffer(let buffer): .lent(buffer, start: start + place.start, width)
      }
  }

  /// The same, to keep: of a decompressed shard a copy, so that no row keeps all of it in memory.
  var kept: RowTokens {
    guard case .lent(_, _, let width) = storage else { return self }
    return unsafe withBytes { bytes in
      unsafe width == .uint16
        ? RowTokens(Self.copied(bytes) as [UInt16]) : RowTokens(Self.copied(bytes) as [Int32])
    }
  }

  private static func copied<T: FixedWidthInteger & BitwiseCopyable>(
    _ bytes: UnsafeRawBufferPointer
  ) -> [T] {
    unsafe [T](unsafeUninitializedCapacity: bytes.count / MemoryLayout<T>.size) { output, count in
      count = output.count
      unsafe UnsafeMutableRawBufferPointer(output).copyMemory(from: bytes)
    }
  }
}
