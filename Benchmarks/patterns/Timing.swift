import UL2Patterns

#if canImport(Glibc)
  import Glibc
#endif

/// Prints each scanner's speed on a file, by processor time: the best of five.
func time(_ path: String, only: String?) throws {
  let file = try MappedFile(path)
  let text = Array(file.bytes)
  let padded = text + [UInt8](repeating: 0, count: 64)
  let ends = UnsafeMutableBufferPointer<Int>.allocate(capacity: 1024)
  for family in try Family.all() where only == nil || only == family.name {
    guard let scanner = PieceScanner(family.steps) else { continue }
    var best = Double.infinity
    var pieces = 0
    for _ in 0..<5 {
      let start = processorSeconds()
      pieces = 0
      var cursor = PieceScanner.Cursor()
      try padded.withUnsafeBufferPointer { bytes in
        while true {
          let count = try scanner.scan(bytes.baseAddress!, count: text.count, &cursor, into: ends)
          if count == 0 { break }
          pieces += count
        }
      }
      best = min(best, processorSeconds() - start)
    }
    let speed = Double(text.count) / best / 1e6
    print("\(family.name)\t\(scanner.tier)\t\(Int(speed)) MB/s\t\(pieces) pieces")
  }
}
