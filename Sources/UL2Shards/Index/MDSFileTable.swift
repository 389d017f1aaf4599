/// Files of an index, a few dozen bytes each: their names and hashes one after another in one buffer.
///
/// Hashes that are whole bytes in lower-case hexadecimal, as every writer's are, take half of their spelling, and
/// which they are is kept once for all files that have the same. Others are kept as they are.
struct MDSFileTable: Sendable {
  /// The hashes that a file has: their names, in their order, and bytes.
  struct Layout: Hashable, Sendable {
    var hashes: [Hash] = []

    struct Hash: Hashable, Sendable {
      var name: String
      var bytes: Int
    }

    var bytes: Int { hashes.reduce(0) { $0 + $1.bytes } }
  }

  /// Of each file its name, then its hashes.
  private var text: [UInt8] = []
  /// Where each file's text ends.
  private var ends: [Int] = []
  /// Of each file; negative where there is none under this number.
  private var sizes: [Int] = []
  /// The number of each file's layout.
  private var numbers: [Int32] = []
  private var layouts: [Layout] = []
  private var known: [Layout: Int32] = [:]
  /// Hashes that are spelled in another way, by the file's number.
  private var others: [Int: [String: String]] = [:]

  var count: Int { sizes.count }

  /// Bytes that a file should have; nil where there is none.
  func size(of number: Int) -> Int? { sizes[number] < 0 ? nil : sizes[number] }

  subscript(number: Int) -> MDSIndex.File? {
    guard let size = size(of: number) else { return nil }
    let start = number == 0 ? 0 : ends[number - 1]
    let layout = layouts[Int(numbers[number])]
    var at = ends[number] - layout.bytes
    let name = String(decoding: text[start..<at], as: UTF8.self)
    if let hashes = others[number] {
      return MDSIndex.File(name: name, bytes: size, hashes: hashes)
    }
    var hashes: [String: String] = [:]
    for hash in layout.hashes {
      hashes[hash.name] = hexadecimalDigits(text[at..<at + hash.bytes])
      at += hash.bytes
    }
    return MDSIndex.File(name: name, bytes: size, hashes: hashes)
  }

  // MARK: Adding

  /// Adds a file; nil: there is none.
  ///
  /// - Returns: its layout; nil where its hashes are kept as they are.
  @discardableResult
  mutating func append(_ file: MDSIndex.File?) -> Layout? {
    guard let file else {
      finish(size: -1, Layout())
      return nil
    }
    text.append(contentsOf: file.name.utf8)
    let sorted = file.hashes.sorted { $0.key < $1.key }
    var layout = Layout()
    for hash in sorted where isHexadecimal(hash.value.utf8) {
      layout.hashes.append(.init(name: hash.key, bytes: hash.value.utf8.count / 2))
    }
    guard layout.hashes.count == sorted.count else {
      others[count] = file.hashes
      finish(size: file.bytes, Layout())
      return nil
    }
    for hash in sorted { appendHexadecimal(hash.value.utf8) }
    finish(size: file.bytes, layout)
    return layout
  }

  /// Begins a file by its name; its hashes, in the order of a layout, and `finish` follow.
  mutating func begin(_ name: UnsafeBufferPointer<UInt8>) {
    unsafe text.append(contentsOf: name)
  }

  /// - Parameter digits: lower-case hexadecimal ones, an even number.
  mutating func appendHexadecimal(_ digits: some Sequence<UInt8>) {
    var high: UInt8?
    for digit in digits {
      let value = digit &- (digit < 0x60 ? 0x30 : 0x57)
      if let first = high {
        text.append(first << 4 | value)
        high = nil
      } else {
        high = value
      }
    }
  }

  mutating func finish(size: Int, _ layout: Layout) {
    if numbers.isEmpty || layouts[Int(numbers[numbers.count - 1])] != layout {
      numbers.append(number(of: layout))
    } else {
      numbers.append(numbers[numbers.count - 1])
    }
    ends.append(text.count)
    sizes.append(size)
  }

  private mutating func number(of layout: Layout) -> Int32 {
    if let number = known[layout] { return number }
    let number = Int32(layouts.count)
    layouts.append(layout)
    known[layout] = number
    return number
  }
}

/// Whether a text is whole bytes in lower-case hexadecimal.
func isHexadecimal(_ text: some Collection<UInt8>) -> Bool {
  !text.isEmpty && text.count.isMultiple(of: 2)
    && text.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
}
