/// Our handwritten code, measured for `Benchmarks/libraries.py`: `libraries-bench json FILE FIELD`, `… sign`, `… model
/// FILE`.
///
/// Prints for each measurement its name, what it counted, and the median processor seconds of several passes after a
/// warm-up.
import Glibc
import UL2Core
import UL2Corpus
import UL2Input
import UL2Tokenizer

func processorSeconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
  return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
}

func measure(_ name: String, passes: Int = 9, _ body: () throws -> Int) rethrows {
  _ = try body()
  var seconds: [Double] = []
  var count = 0
  for _ in 0..<passes {
    let start = processorSeconds()
    count = try body()
    seconds.append(processorSeconds() - start)
  }
  print(name, count, seconds.sorted()[passes / 2])
}

/// Parts of whole lines, of some 256 KiB each.
func parts(_ bytes: [UInt8]) -> [PartBytes] {
  var parts: [PartBytes] = []
  var start = 0
  while start < bytes.count {
    var end = min(start + 256 << 10, bytes.count)
    while end < bytes.count, bytes[end - 1] != UInt8(ascii: "\n") { end += 1 }
    bytes[start..<end].withUnsafeBytes { parts.append(PartBytes(path: "", copying: $0)) }
    start = end
  }
  return parts
}

/// Checks a line, and adds up its text.
func scan(
  _ line: UnsafeBufferPointer<UInt8>, _ field: [UInt8], _ text: inout [UInt8]
) throws -> Int {
  precondition(firstInvalidUTF8(in: UnsafeRawBufferPointer(line)) == nil)
  var scanner = JSONScanner(line)
  var isFirst = true
  var count = 0
  try scanner.beginObject()
  while let key = try scanner.nextKey(&isFirst) {
    if line[key].dropFirst().dropLast().elementsEqual(field) {
      text.removeAll(keepingCapacity: true)
      try scanner.string(appendingTo: &text)
      count += text.count
    } else {
      try scanner.skip()
    }
  }
  try scanner.end()
  return count
}

func measureJSON(_ path: String, field: String) throws {
  let parts = parts(try readFile(path))
  var text: [UInt8] = []
  try measure("scanner") {
    var count = 0
    for part in parts {
      let lines = LineReader(part, linesBefore: 0)
      while let line = try lines.next() {
        guard case .text(let bytes) = line else { continue }
        count += try scan(bytes, Array(field.utf8), &text)
      }
    }
    return count
  }
  try measure("reader") {
    var count = 0
    var document = Document()
    for part in parts {
      let reader = JSONLinesReader(
        LineReader(part, linesBefore: 0), format: .text(at: field), log: SkipLog())
      while try reader.next(&document) { count += document.text.count }
    }
    return count
  }
}

func measureSigning() {
  let credentials = S3Credentials(
    accessKey: "AKIAIOSFODNN7EXAMPLE", secretKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
  let request = S3Request(
    host: "examplebucket.s3.amazonaws.com", path: "/data/shard.00001.json.gz", region: "us-east-1")
  measure("request") {
    for i in 0..<1000 {
      let range = [(name: "range", value: "bytes=\(i)-9")]
      precondition(!credentials.headers(for: request, extra: range, now: 1_369_353_600).isEmpty)
    }
    return 1000
  }
  measure("hmac") {
    var key = Array("AWS4wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY".utf8)
    for _ in 0..<1000 { key = hmacSHA256(key: key, "aws4_request".utf8) }
    return 1000
  }
  let data = [UInt8](repeating: 7, count: 1 << 20)
  measure("sha256", passes: 5) {
    var hash = SHA256()
    hash.update(data)
    precondition(!hash.digest().isEmpty)
    return data.count
  }
}

func measureModel(_ path: String) throws {
  let bytes = try readFile(path)
  try measure("model", passes: 15) { try ModelProto(bytes, path: path).pieces.count }
}

let words = CommandLine.arguments
switch words.dropFirst().first {
case "json": try measureJSON(words[2], field: words[3])
case "sign": measureSigning()
case "model": try measureModel(words[2])
default: print("usage: libraries-bench json FILE FIELD | sign | model FILE")
}
