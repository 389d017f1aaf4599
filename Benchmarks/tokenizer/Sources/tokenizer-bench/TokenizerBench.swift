/// Encodes documents with one encoder and prints, as JSON, how long the processor took: what the process spends
/// on loading is not in it.
import Glibc
import UL2Tokens

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
    let documents = try readDocuments(options.documents, limit: options.limit)
    let before = try residentBytes()
    let loading = processorSeconds()
    let tokenizer = try Tokenizer(options.model, engine: options.engine)
    let loaded = processorSeconds() - loading
    let encoder = Encoder(tokenizer)
    var seconds: [Double] = []
    var tokens = 0
    var hash = FNV()
    var ids: [Int32] = []
    for _ in 0..<options.repeats {
      tokens = 0
      let began = processorSeconds()
      for document in documents {
        try encoder.encode(document, into: &ids)
        tokens += ids.count
      }
      seconds.append(processorSeconds() - began)
    }
    let after = try residentBytes()
    let output = try options.ids.map { path throws(Problem) in try IDFile(path) }
    for document in documents {
      try encoder.encode(document, into: &ids)
      hash.add(ids)
      output?.write(ids)
    }
    output?.close()
    let times = seconds.map { "\($0)" }.joined(separator: ", ")
    print(
      """
      {"documents": \(documents.count), "bytes": \(documents.reduce(0) { $0 + $1.count }), \
      "tokens": \(tokens), "seconds": [\(times)], "load_seconds": \(loaded), \
      "hash": "\(String(hash.value, radix: 16))", "resident": \(after - before), \
      "engine": "\(tokenizer.engine.kind.rawValue)"}
      """)
  }
}

/// The documents of a `.docs` file: for each a length of 32 bits and its bytes.
func readDocuments(_ path: String, limit: Int) throws(Problem) -> [[UInt8]] {
  let bytes = try readFile(path, limit: 1 << 31)
  var documents: [[UInt8]] = []
  var total = 0
  var at = 0
  while at + 4 <= bytes.count, total < limit {
    let length = (0..<4).reduce(0) { $0 | Int(bytes[at + $1]) << (8 * $1) }
    documents.append(Array(bytes[at + 4..<at + 4 + length]))
    at += 4 + length
    total += length
  }
  return documents
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

  init(_ path: String) throws(Problem) {
    guard let file = unsafe fopen(path, "w") else {
      throw Problem(.noInput, "cannot write", path: path)
    }
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
func residentBytes() throws(Problem) -> Int {
  let fields = String(decoding: try readFile("/proc/self/statm", limit: 4096), as: UTF8.self)
    .split(separator: " ")
  return (Int(fields[1]) ?? 0) * Int(getpagesize())
}
