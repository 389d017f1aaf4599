/// Encodes documents with one encoder and prints, as JSON, the processor time, without loading.
import Glibc
import UL2Tokenizer

@main
enum TokenizerBench {
  static func main() {
    do throws(Problem) {
      try run(Options(Array(CommandLine.arguments.dropFirst())))
    } catch {
      print("tokenizer-bench: \(error)")
      exit(1)
    }
  }

  static func run(_ options: Options) throws(Problem) {
    var documents = Documents(options.documents)
    var first = documents.next(options.skip)
    if options.cold { first = [] }
    let measured = documents.next(options.limit)
    documents = Documents()
    let before = residentBytes()
    let loading = processorSeconds()
    let tokenizer = try Tokenizer(
      options.model, engine: options.engine,
      rules: TokenizerRules(sentencePieceIDs: options.generation))
    let loaded = processorSeconds() - loading
    let encoder = TokenEncoder(tokenizer)
    let firstSeconds = try encode(first, by: encoder)
    var seconds: [Double] = []
    for _ in 0..<options.repeats { seconds.append(try encode(measured, by: encoder)) }
    let after = residentBytes()

    let hash = try options.ids.map { path throws(Problem) in
      try write(measured, by: encoder, to: IDFile(path))
    }
    let times = seconds.map { "\($0)" }.joined(separator: ", ")
    print(
      """
      {"first_bytes": \(first.reduce(0) { $0 + $1.count }), "first_seconds": \(firstSeconds), \
      "documents": \(measured.count), "bytes": \(measured.reduce(0) { $0 + $1.count }), \
      "seconds": [\(times)], "hash": "\(hash.map { String($0, radix: 16) } ?? "")", \
      "load_seconds": \(loaded), "resident": \(after - before), \
      "engine": "\(tokenizer.engine.kind.rawValue)"}
      """)
  }

  static func encode(_ documents: [[UInt8]], by encoder: TokenEncoder) throws(Problem) -> Double {
    var ids: [Int32] = []
    let began = processorSeconds()
    for document in documents { try encoder.encode(document, into: &ids) }
    return processorSeconds() - began
  }

  /// Encodes once more for comparison; returns the hash of all ids.
  static func write(_ documents: [[UInt8]], by encoder: TokenEncoder, to file: IDFile)
    throws(Problem)
    -> UInt64
  {
    var hash = FNV()
    var ids: [Int32] = []
    for document in documents {
      try encoder.encode(document, into: &ids)
      hash.add(ids)
      file.write(ids)
    }
    file.close()
    return hash.value
  }
}

/// The documents of a `.docs` file: for each a length of 32 bits and its bytes.
struct Documents {
  private var bytes: [UInt8] = []
  private var at = 0

  init() {}

  init(_ path: String) { bytes = contents(of: path) }

  /// Documents until they have `limit` bytes, including the one that reaches it.
  mutating func next(_ limit: Int) -> [[UInt8]] {
    var documents: [[UInt8]] = []
    var total = 0
    while at + 4 <= bytes.count, total < limit {
      let length = (0..<4).reduce(0) { $0 | Int(bytes[at + $1]) << (8 * $1) }
      documents.append(Array(bytes[at + 4..<at + 4 + length]))
      at += 4 + length
      total += length
    }
    return documents
  }
}

/// Fowler, Noll and Vo's hash of every id and of where documents end.
struct FNV {
  private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

  mutating func add(_ ids: [Int32]) {
    for id in ids { add(id) }
    add(-1)
  }

  private mutating func add(_ id: Int32) {
    value = (value ^ UInt64(UInt32(bitPattern: id))) &* 0x100_0000_01B3
  }
}

/// Where the ids of each document go, after their count.
@safe final class IDFile {
  private let file: UnsafeMutablePointer<FILE>

  init(_ path: String) {
    guard let file = unsafe fopen(path, "w") else { fail("cannot write \(path)") }
    unsafe self.file = unsafe file
  }

  func write(_ ids: [Int32]) {
    var count = Int32(ids.count)
    unsafe fwrite(&count, 4, 1, file)
    _ = unsafe ids.withUnsafeBufferPointer { ids in
      unsafe fwrite(ids.baseAddress, 4, ids.count, file)
    }
  }

  func close() { _ = unsafe fclose(file) }
}

func processorSeconds() -> Double {
  var time = timespec()
  _ = unsafe clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
  return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
}

/// Memory that this process holds now, in bytes.
func residentBytes() -> Int {
  let fields = String(decoding: contents(of: "/proc/self/statm"), as: UTF8.self)
    .split(separator: " ")
  return (Int(fields[1]) ?? 0) * Int(getpagesize())
}

/// A whole file.
func contents(of path: String) -> [UInt8] {
  guard let file = unsafe fopen(path, "r") else { fail("cannot read \(path)") }
  defer { _ = unsafe fclose(file) }
  var bytes: [UInt8] = []
  var piece = [UInt8](repeating: 0, count: 1 << 20)
  while true {
    let count = unsafe fread(&piece, 1, piece.count, file)
    if count == 0 { return bytes }
    bytes.append(contentsOf: piece[..<count])
  }
}

func fail(_ message: String) -> Never {
  print("tokenizer-bench: \(message)")
  exit(1)
}
