/// Templates' names and what each shows: an open-addressed hash table, filled once.
///
/// A name with a capital besides the first letter is found as it is written alone, `USS`; the
/// others are found in any case, since wikis have redirects from most.
struct TemplateTable: Sendable {
  private struct Entry {
    let hash: UInt64
    let name: Range<Int>
    let format: Int32
  }

  private var names: [UInt8] = []
  private var entries: [Entry] = []
  private var formats: [TemplateFormat] = []
  /// Places in `entries` plus one; 0 is free.
  private var slots: [Int32] = Array(repeating: 0, count: 256)

  /// - Parameter lines: `name | name → format`, one line each.
  init(_ lines: [StaticString]) {
    for text in lines { add(lines: text) }
  }

  private mutating func add(lines text: StaticString) {
    let bytes = unsafe Array(
      UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    for line in bytes.split(separator: 0x0A) {
      let line = Array(line)
      guard let arrow = line.firstIndex(of: "→", from: 0) else {
        preconditionFailure("no format in \(String(decoding: line, as: UTF8.self))")
      }
      let format = TemplateFormat(Array(line[line.trimmed(arrow + 3..<line.count)]))
      for name in line[..<arrow].split(separator: UInt8(ascii: "|")) {
        add(Array(line[line.trimmed(name.startIndex..<name.endIndex)]), format)
      }
    }
  }

  /// Adds a name; the last one of a name holds.
  mutating func add(_ name: [UInt8], _ format: TemplateFormat) {
    guard let key = TemplateName(name) else {
      preconditionFailure("no name: \(String(decoding: name, as: UTF8.self))")
    }
    if 2 * (entries.count + 1) > slots.count { grow() }
    formats.append(format)
    let place = names.count
    names += key.array
    entries.append(
      Entry(hash: key.hash, name: place..<names.count, format: Int32(formats.count - 1)))
    insert(entries.count - 1)
  }

  private mutating func insert(_ entry: Int) {
    let hash = entries[entry].hash
    var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
    while slots[slot] != 0 {
      let other = entries[Int(slots[slot]) - 1]
      if other.hash == hash, names[other.name] == names[entries[entry].name] { break }
      slot = (slot + 1) & (slots.count - 1)
    }
    slots[slot] = Int32(entry + 1)
  }

  private mutating func grow() {
    slots = Array(repeating: 0, count: 2 * slots.count)
    for entry in entries.indices { insert(entry) }
  }

  subscript(_ name: TemplateName) -> TemplateFormat? {
    var slot = Int(truncatingIfNeeded: name.hash) & (slots.count - 1)
    while slots[slot] != 0 {
      let entry = entries[Int(slots[slot]) - 1]
      if entry.hash == name.hash, name.elementsEqual(names, entry.name) {
        return formats[Int(entry.format)]
      }
      slot = (slot + 1) & (slots.count - 1)
    }
    return nil
  }
}
