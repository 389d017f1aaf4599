/// `<!DOCTYPE name SYSTEM "…" […]>`, which may appear before a document's element.
///
/// It is taken apart as far as it must be to be skipped: what it names is never fetched, and what it says
/// of elements and attributes is not looked at. One that declares entities is refused, since ten lines of them
/// can expand to gigabytes; so is one that refers to such, which would be declared elsewhere.
package enum XMLTypeDeclaration: Equatable {
  case skipped(count: Int)
  case hasEntities
  case damaged
  /// More bytes must tell.
  case incomplete
  case tooLong

  package static var limit: Int { 64 << 10 }

  /// - Parameter bytes: from `<!` on, to wherever what was read ends.
  package init(_ bytes: UnsafeBufferPointer<UInt8>) {
    let end = min(bytes.count, Self.limit)
    var scan = unsafe Scan(bytes, end)
    do throws(Scan.Stop) {
      try scan.all()
      self = .skipped(count: scan.at)
    } catch {
      switch error {
      case .hasEntities: self = .hasEntities
      case .damaged: self = .damaged
      case .starved: self = bytes.count > end ? .tooLong : .incomplete
      }
    }
  }

  @safe private struct Scan {
    enum Stop: Error { case hasEntities, damaged, starved }

    /// Invariant: outlives the scan; `0 <= at <= end <= bytes.count`.
    let bytes: UnsafeBufferPointer<UInt8>
    let end: Int
    var at = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>, _ end: Int) {
      unsafe self.bytes = bytes
      self.end = end
    }

    mutating func all() throws(Stop) {
      try word("<!DOCTYPE")
      try space()
      try name()
      if try skipSpace(), try peek() != UInt8(ascii: "["), try peek() != UInt8(ascii: ">") {
        if try peek() == UInt8(ascii: "S") {
          try word("SYSTEM")
        } else {
          try word("PUBLIC")
          try space()
          try literal()
        }
        try space()
        try literal()
        _ = try skipSpace()
      }
      if try peek() == UInt8(ascii: "[") {
        at += 1
        try subset()
        _ = try skipSpace()
      }
      try word(">")
    }

    /// The text between the brackets, and the closing one.
    private mutating func subset() throws(Stop) {
      while true {
        _ = try skipSpace()
        switch try peek() {
        case UInt8(ascii: "]"):
          at += 1
          return
        case UInt8(ascii: "%"): throw .hasEntities
        default: break
        }
        try word("<")
        if try peek() == UInt8(ascii: "?") {
          try skip(past: "?>")
          continue
        }
        try word("!")
        switch try peek() {
        case UInt8(ascii: "-"):
          try word("--")
          try skip(past: "-->")
        case UInt8(ascii: "E"):
          at += 1
          if try peek() == UInt8(ascii: "N") { throw .hasEntities }
          try rest()
        case UInt8(ascii: "A"), UInt8(ascii: "N"): try rest()
        default: throw .damaged
        }
      }
    }

    /// Moves past the `>` that ends a declaration; quotes may hold others.
    private mutating func rest() throws(Stop) {
      while true {
        let byte = try peek()
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "'"): try literal()
        case UInt8(ascii: "<"): throw .damaged
        case UInt8(ascii: ">"):
          at += 1
          return
        default: at += 1
        }
      }
    }

    private func peek() throws(Stop) -> UInt8 {
      guard at < end else { throw .starved }
      return unsafe bytes[at]
    }

    private mutating func word(_ word: StaticString) throws(Stop) {
      for i in 0..<word.utf8CodeUnitCount {
        guard try peek() == (unsafe word.utf8Start[i]) else { throw .damaged }
        at += 1
      }
    }

    private mutating func skip(past word: StaticString) throws(Stop) {
      guard let found = unsafe bytes.first(of: word, from: at, to: end) else { throw .starved }
      at = found + word.utf8CodeUnitCount
    }

    /// Skips white space; false where there is none.
    private mutating func skipSpace() throws(Stop) -> Bool {
      let start = at
      while XMLScanner.isSpace(try peek()) { at += 1 }
      return at > start
    }

    private mutating func space() throws(Stop) {
      if try !skipSpace() { throw .damaged }
    }

    private mutating func name() throws(Stop) {
      let start = at
      while XMLCharacters.isNameByte(try peek()) { at += 1 }
      let isName = unsafe XMLCharacters.isName(UnsafeBufferPointer(rebasing: bytes[start..<at]))
      if !isName { throw .damaged }
    }

    private mutating func literal() throws(Stop) {
      let quote = try peek()
      guard quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else { throw .damaged }
      guard let close = unsafe bytes.first(quote, from: at + 1, to: end) else { throw .starved }
      at = close + 1
    }
  }
}
