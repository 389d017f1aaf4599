/// Finds fields in a document's metadata without making values of it.
///
/// A field is a path with dots between levels; a name that has dots itself is found too. Elements of
/// arrays are looked at one by one, and objects among them are entered.

struct MetadataFields {
  private let paths: [[UInt8]]
  /// Numbers of the paths that are just `id`.
  private let ids: [Int]
  private var key: [UInt8] = []
  private var value: [UInt8] = []

  init(_ paths: [String]) {
    self.paths = paths.map { Array($0.utf8) }
    ids = paths.indices.filter { paths[$0] == "id" }
  }

  /// A path, and how much of it led to the object that is read.
  private struct Lead {
    var path: Int
    var depth: Int
  }

  /// Calls `visit` with the number of each path that leads somewhere, and each plain value there: text
  /// without quotes, anything else as it is spelled.
  ///
  /// - Returns: false where the metadata is not one JSON object.
  mutating func scan(
    _ document: borrowing Document, _ visit: (Int, inout [UInt8]) -> Void
  ) -> Bool {
    for path in ids {
      value.removeAll(keepingCapacity: true)
      value.append(contentsOf: document.id)
      visit(path, &value)
    }
    if document.metadata.isEmpty { return true }
    do throws(JSONScanner.Failure) {
      unsafe try document.metadata.withUnsafeBufferPointer { bytes throws(JSONScanner.Failure) in
        var scanner = unsafe JSONScanner(bytes)
        let leads = paths.indices.map { Lead(path: $0, depth: 0) }
        unsafe try object(&scanner, bytes, leads, visit)
        try scanner.end()
      }
      return true
    } catch {
      return false
    }
  }

  private mutating func object(
    _ scanner: inout JSONScanner, _ bytes: UnsafeBufferPointer<UInt8>, _ leads: [Lead],
    _ visit: (Int, inout [UInt8]) -> Void
  ) throws(JSONScanner.Failure) {
    var first = true
    try scanner.beginObject()
    while try scanner.nextKey(&first, into: &key) {
      var ends: [Int] = []
      var further: [Lead] = []
      for lead in leads where isPrefix(of: lead) {
        let depth = lead.depth + key.count
        if depth == paths[lead.path].count {
          ends.append(lead.path)
        } else {
          further.append(Lead(path: lead.path, depth: depth + 1))
        }
      }
      if ends.isEmpty, further.isEmpty {
        try scanner.skip()
      } else {
        unsafe try value(&scanner, bytes, ends, further, visit)
      }
    }
  }

  /// Whether the key is what is left of the path, or that up to one of its dots.
  private func isPrefix(of lead: Lead) -> Bool {
    let path = paths[lead.path]
    let end = lead.depth + key.count
    guard end == path.count || end < path.count && path[end] == UInt8(ascii: ".") else {
      return false
    }
    return path[lead.depth..<end].elementsEqual(key)
  }

  private mutating func value(
    _ scanner: inout JSONScanner, _ bytes: UnsafeBufferPointer<UInt8>, _ ends: [Int],
    _ further: [Lead], isElement: Bool = false, _ visit: (Int, inout [UInt8]) -> Void
  ) throws(JSONScanner.Failure) {
    value.removeAll(keepingCapacity: true)
    switch try scanner.peek() {
    case .object where !further.isEmpty:
      unsafe try object(&scanner, bytes, further, visit)
      return
    case .array where !isElement:
      var first = true
      try scanner.beginArray()
      while try scanner.nextElement(&first) {
        unsafe try value(&scanner, bytes, ends, further, isElement: true, visit)
      }
      return
    case .object, .array:
      try scanner.skip()
      return
    case .string: try scanner.string(appendingTo: &value)
    case .number, .boolean, .null:
      let range = try scanner.skip()
      unsafe value.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[range]))
    }
    for path in ends {
      // The visitor may change what it is given.
      var copy = value
      visit(path, &copy)
    }
  }
}
