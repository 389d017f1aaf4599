/// One line of JSON taken apart: its members' places and, on the way, its text.
///
/// `NaN` and infinities, which every Python writes though JSON has none, are taken; in the metadata they are
/// null. The line is scanned once. The text, nearly all of a line's bytes, is unescaped as it is passed;
/// of the other members only the places are kept, and looked into where a path or an id wants it.

struct JSONLineFields {
  enum Outcome {
    case document
    case noText
    /// A text field is there, but neither a string nor null.
    case notText
  }

  private struct Member {
    /// With its quotes.
    var key: Range<Int>
    var value: Range<Int>
    var kind: JSONScanner.Kind
    /// Whether the document's text or id already holds it.
    var isUsed = false
  }

  private let textPaths: [FieldPath]
  private let idPaths: [[FieldPath]]
  private var members: [Member] = []
  /// Whether the line has numbers that only Python writes: `NaN`, `Infinity`.
  private var hasNonFinite = false
  /// Reused for names that are written with escapes.
  private var name: [UInt8] = []

  init(_ format: JSONLinesFormat) {
    textPaths = format.textFields
    idPaths = format.idFields
  }

  /// Reads `line`, replacing what `document` held. The id stays empty where no field gives one.
  mutating func read(
    _ line: UnsafeBufferPointer<UInt8>, into document: inout Document
  ) throws(JSONScanner.Failure) -> Outcome {
    document.removeAll()
    members.removeAll(keepingCapacity: true)
    let rank = unsafe try scan(line, text: &document.text)
    let outcome = unsafe try finishText(line, scanned: rank, &document.text)
    guard case .document = outcome else { return outcome }
    unsafe try findID(line, &document.id)
    unsafe appendMetadata(line, &document.metadata)
    return .document
  }

  /// Scans the whole line, noting its members; returns the rank of the text path whose string is now
  /// in `text`, the number of paths where none is.
  private mutating func scan(
    _ line: UnsafeBufferPointer<UInt8>, text: inout [UInt8]
  ) throws(JSONScanner.Failure) -> Int {
    var scanner = unsafe JSONScanner(line, acceptsNonFinite: true)
    var best = textPaths.count
    var first = true
    try scanner.beginObject()
    while let key = try scanner.nextKey(&first) {
      let kind = try scanner.peek()
      let start = scanner.at
      // The last of several members of one name counts, as in Python.
      if kind == .string, let rank = unsafe textRank(line, key), rank <= best {
        best = rank
        text.removeAll(keepingCapacity: true)
        try scanner.string(appendingTo: &text)
      } else {
        try scanner.skip()
      }
      members.append(Member(key: key, value: start..<scanner.at, kind: kind))
    }
    try scanner.end()
    hasNonFinite = scanner.hasNonFinite
    return best
  }

  /// The rank of the undivided text path that `key` is.
  private mutating func textRank(_ line: UnsafeBufferPointer<UInt8>, _ key: Range<Int>) -> Int? {
    for rank in textPaths.indices where textPaths[rank].rest.isEmpty {
      if unsafe isName(line, key, textPaths[rank].head) { return rank }
    }
    return nil
  }

  /// Looks for the text in objects below, where a path of better rank leads into one, and marks the
  /// member that it came from.
  private mutating func finishText(
    _ line: UnsafeBufferPointer<UInt8>, scanned: Int, _ text: inout [UInt8]
  ) throws(JSONScanner.Failure) -> Outcome {
    var isWrongType = false
    for rank in textPaths.indices {
      guard let found = unsafe try find(textPaths[rank], line) else { continue }
      if found.kind == .string {
        if rank != scanned {
          text.removeAll(keepingCapacity: true)
          unsafe try appendString(line, found.value, to: &text)
        }
        unsafe markUsed(line, textPaths[rank].head)
        return .document
      }
      isWrongType = isWrongType || found.kind != .null
    }
    return isWrongType ? .notText : .noText
  }

  private mutating func findID(
    _ line: UnsafeBufferPointer<UInt8>, _ id: inout [UInt8]
  ) throws(JSONScanner.Failure) {
    for group in idPaths {
      id.removeAll(keepingCapacity: true)
      var isWhole = true
      for path in group where isWhole {
        if !id.isEmpty { id.append(UInt8(ascii: "/")) }
        let before = id.count
        switch unsafe try find(path, line) {
        case let found? where found.kind == .string:
          unsafe try appendString(line, found.value, to: &id)
        case let found?
        where found.kind == .number
          && (unsafe line[found.value.upperBound - 1]).isASCIIDigit:
          unsafe id.append(contentsOf: line[found.value])
        default: break
        }
        isWhole = id.count > before
      }
      if isWhole {
        if group.count == 1, group[0].rest.isEmpty { unsafe markUsed(line, group[0].head) }
        return
      }
    }
    id.removeAll(keepingCapacity: true)
  }

  /// All members that have no place of their own, as they are written.
  private func appendMetadata(_ line: UnsafeBufferPointer<UInt8>, _ output: inout [UInt8]) {
    output.append(UInt8(ascii: "{"))
    for member in members where !member.isUsed {
      if output.count > 1 { output.append(UInt8(ascii: ",")) }
      unsafe output.append(contentsOf: UnsafeBufferPointer(rebasing: line[member.key]))
      output.append(UInt8(ascii: ":"))
      var start = output.count
      let value = unsafe UnsafeBufferPointer(rebasing: line[member.value])
      if hasNonFinite {
        unsafe appendFinite(value, to: &output)
      } else {
        unsafe output.append(contentsOf: value)
      }
      // Between tokens a carriage return is white space; metadata is one line for every reader.
      while let at = output[start...].firstIndex(of: UInt8(ascii: "\r")) {
        output[at] = 0x20
        start = at + 1
      }
    }
    output.append(UInt8(ascii: "}"))
  }

  // MARK: Members

  /// The value that `path` leads to; the last where a name occurs twice.
  private mutating func find(
    _ path: FieldPath, _ line: UnsafeBufferPointer<UInt8>
  ) throws(JSONScanner.Failure) -> (value: Range<Int>, kind: JSONScanner.Kind)? {
    var found: (value: Range<Int>, kind: JSONScanner.Kind)?
    for member in members where unsafe isName(line, member.key, path.head) {
      found = (member.value, member.kind)
    }
    for part in path.rest {
      guard let object = found, object.kind == .object else { return nil }
      unsafe found = try self.member(part, of: object.value, line)
    }
    return found
  }

  private mutating func member(
    _ wanted: [UInt8], of object: Range<Int>, _ line: UnsafeBufferPointer<UInt8>
  ) throws(JSONScanner.Failure) -> (value: Range<Int>, kind: JSONScanner.Kind)? {
    let bytes = unsafe UnsafeBufferPointer(rebasing: line[object])
    var scanner = unsafe JSONScanner(bytes, acceptsNonFinite: true)
    var found: (value: Range<Int>, kind: JSONScanner.Kind)?
    var first = true
    try scanner.beginObject()
    while let key = try scanner.nextKey(&first) {
      let kind = try scanner.peek()
      let value = try scanner.skip()
      if unsafe isName(bytes, key, wanted) {
        found = (value.lowerBound + object.lowerBound..<value.upperBound + object.lowerBound, kind)
      }
    }
    return found
  }

  private mutating func markUsed(_ line: UnsafeBufferPointer<UInt8>, _ head: [UInt8]) {
    for i in members.indices where unsafe isName(line, members[i].key, head) {
      members[i].isUsed = true
    }
  }

  /// Whether the quoted name at `key` is `wanted`.
  private mutating func isName(
    _ line: UnsafeBufferPointer<UInt8>, _ key: Range<Int>, _ wanted: [UInt8]
  ) -> Bool {
    let written = unsafe UnsafeBufferPointer(rebasing: line[key].dropFirst().dropLast())
    if unsafe !written.contains(UInt8(ascii: "\\")) { return unsafe written.elementsEqual(wanted) }
    name.removeAll(keepingCapacity: true)
    guard unsafe (try? appendString(line, key, to: &name)) != nil else { return false }
    return name == wanted
  }

  private func appendString(
    _ line: UnsafeBufferPointer<UInt8>, _ string: Range<Int>, to text: inout [UInt8]
  ) throws(JSONScanner.Failure) {
    var scanner = unsafe JSONScanner(UnsafeBufferPointer(rebasing: line[string]))
    try scanner.string(appendingTo: &text)
  }
}

/// Appends a value with `null` for every number that JSON does not have. Outside strings nothing
/// else begins with a capital letter.
private func appendFinite(_ value: UnsafeBufferPointer<UInt8>, to output: inout [UInt8]) {
  var isInString = false
  var at = 0
  while at < value.count {
    let byte = unsafe value[at]
    if !isInString, byte == UInt8(ascii: "N") || byte == UInt8(ascii: "I") {
      if output.last == UInt8(ascii: "-") { output.removeLast() }
      output.append(contentsOf: "null".utf8)
      at += byte == UInt8(ascii: "N") ? 3 : 8
      continue
    }
    if byte == UInt8(ascii: "\"") { isInString.toggle() }
    output.append(byte)
    at += 1
    if isInString, byte == UInt8(ascii: "\\") {
      unsafe output.append(value[at])
      at += 1
    }
  }
}
