/// Which documents of a store end in an EOD, which is then no part of them.
package enum DocumentEnds: Hashable, Sendable {
  /// All that have a token.
  case all
  case none
  case some(DocumentBits)

  package func contains(_ document: Int) -> Bool {
    switch self {
    case .all: true
    case .none: false
    case .some(let bits): bits[document]
    }
  }
}

/// A bit for each document of a store.
package struct DocumentBits: Hashable, Sendable {
  package let documentCount: Int
  /// How many are set.
  package private(set) var count = 0
  /// The lowest bit first, in as many bytes as are needed.
  package private(set) var bytes: [UInt8]

  package init(documentCount: Int) {
    self.documentCount = documentCount
    bytes = [UInt8](repeating: 0, count: (documentCount + 7) / 8)
  }

  /// - Parameter bytes: as many as are needed, and no bit beyond the documents'; else nil.
  package init?(documentCount: Int, bytes: [UInt8]) {
    guard bytes.count == (documentCount + 7) / 8 else { return nil }
    if documentCount % 8 != 0, let last = bytes.last, last >> UInt8(documentCount % 8) != 0 {
      return nil
    }
    self.documentCount = documentCount
    self.bytes = bytes
    count = bytes.reduce(0) { $0 + $1.nonzeroBitCount }
  }

  @inline(__always)
  package subscript(document: Int) -> Bool {
    bytes[document >> 3] >> UInt8(truncatingIfNeeded: document & 7) & 1 != 0
  }

  /// Sets the bit of a document that has none yet.
  mutating func set(_ document: Int) {
    bytes[document >> 3] |= 1 << UInt8(truncatingIfNeeded: document & 7)
    count += 1
  }
}

/// The result of a look at each document's last token.
package struct JudgedEnds: Hashable, Sendable {
  package var ends: DocumentEnds
  /// Documents that end in an EOD, and those that do not: the empty ones too.
  package var with: Int
  package var without: Int

  package init(ends: DocumentEnds, with: Int, without: Int) {
    self.ends = ends
    self.with = with
    self.without = without
  }

  /// - Parameter empty: documents without a token, which end in nothing and say nothing.
  package init(_ bits: DocumentBits, empty: Int) {
    with = bits.count
    without = bits.documentCount - bits.count
    ends = with == 0 ? .none : without == empty ? .all : .some(bits)
  }
}
