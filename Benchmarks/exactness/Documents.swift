/// The texts compared: files as they are, and texts made of them.
import Glibc
import UL2Tokenizer

/// The machine's documents, in an order that mixes all places, so that the first megabytes have every kind.
struct Documents: Sendable {
  private struct Entry: Sendable {
    var path: Int
    var offset: Int
    var size: Int
    var order: UInt64
  }

  private var paths: [String] = []
  private var entries: [Entry] = []
  private var seed: UInt64
  static let largest = 10 << 20

  var count: Int { entries.count }

  init(_ roots: [String], seed: UInt64) {
    self.seed = seed
    for root in roots { add(root) }
    for number in entries.indices { entries[number].order = mixed(seed &+ UInt64(number)) }
    entries.sort { $0.order < $1.order }
  }

  /// A folder's files too, without following links.
  private mutating func add(_ path: String) {
    var status = stat()
    guard lstat(path, &status) == 0 else { return }
    switch status.st_mode & S_IFMT {
    case S_IFDIR:
      guard let names = try? listDirectory(path) else { return }
      for name in names { add(joined(path, name)) }
    case S_IFREG where path.hasSuffix(".docs"):
      addDocuments(path, size: Int(status.st_size))
    case S_IFREG where status.st_size > 0:
      paths.append(path)
      let size = min(Int(status.st_size), Self.largest)
      entries.append(Entry(path: paths.count - 1, offset: 0, size: size, order: 0))
    default: break
    }
  }

  /// Documents one after another, each after its length in four bytes.
  private mutating func addDocuments(_ path: String, size: Int) {
    paths.append(path)
    var at = 0
    while at + 4 <= size {
      let head = Self.read(path, at, 4)
      guard head.count == 4 else { return }
      let length = head.reversed().reduce(0) { $0 << 8 | Int($1) }
      entries.append(
        Entry(path: paths.count - 1, offset: at + 4, size: min(length, Self.largest), order: 0))
      at += 4 + length
    }
  }

  private static func read(_ path: String, _ offset: Int, _ size: Int) -> [UInt8] {
    let file = open(path, O_RDONLY | O_NONBLOCK)
    guard file >= 0 else { return [] }
    defer { close(file) }
    return [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      while count < size {
        let got = pread(file, buffer.baseAddress! + count, size - count, offset + count)
        if got <= 0 { break }
        count += got
      }
    }
  }

  private subscript(number: Int) -> [UInt8] {
    guard !entries.isEmpty else { return [] }
    let entry = entries[number % entries.count]
    return Self.read(paths[entry.path], entry.offset, entry.size)
  }

  /// The texts of job `number`: mostly a document as it is; else cut up, joined with others, damaged, or random bytes.
  func texts(_ number: Int) -> [[UInt8]] {
    var dice = CounterRandom(key: mixed(seed ^ 0x7465_7874 &+ UInt64(number)))
    switch dice.below(200) {
    case 0: return [joinedDocuments(number, Self.largest)]
    case 1..<12: return [joinedDocuments(number, 1 << (14 + dice.below(7)))]
    case 12..<40: return cut(self[number], &dice)
    case 40..<60:
      var text = self[number]
      let changes = 1 + text.count / (1 << (4 + dice.below(8)))
      for _ in 0..<changes where !text.isEmpty {
        text[dice.below(text.count)] = UInt8(dice.below(256))
      }
      return [text]
    case 60..<64:
      let letters = 1 + dice.below(256)
      let first = dice.below(256)
      return [
        (0..<dice.below(60_000)).map { _ in UInt8(truncatingIfNeeded: first + dice.below(letters)) }
      ]
    default: return [self[number]]
    }
  }

  private func joinedDocuments(_ number: Int, _ size: Int) -> [UInt8] {
    var text: [UInt8] = []
    var next = number
    while text.count < size && next < number + 2000 {
      text += self[next]
      next += 1
    }
    return Array(text.prefix(size))
  }

  private func cut(_ text: [UInt8], _ dice: inout CounterRandom) -> [[UInt8]] {
    let longest = 1 << (3 + dice.below(10))
    var parts: [[UInt8]] = []
    var at = 0
    while at < text.count {
      let end = min(text.count, at + 1 + dice.below(longest))
      parts.append(Array(text[at..<end]))
      at = end
    }
    return parts
  }
}
