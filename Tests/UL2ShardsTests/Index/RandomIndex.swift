/// Indexes as several programs write them, and damage to their bytes.
import UL2Core

struct RandomIndex {
  private var state: UInt64

  init(_ seed: Int) { state = mixed(UInt64(seed) &+ 1) }

  mutating func below(_ bound: Int) -> Int {
    state = mixed(state &+ 0x9E37_79B9_7F4A_7C15)
    return Int(state % UInt64(bound))
  }

  private mutating func one<T>(of choices: [T]) -> T { choices[below(choices.count)] }

  private mutating func digits(_ count: Int) -> String {
    String((0..<count).map { _ in one(of: Array("0123456789abcdef")) })
  }

  // MARK: Whole ones

  mutating func text() -> [UInt8] {
    let isZip = below(2) == 0
    let hashes = one(of: [[], ["xxh3_64"], ["sha1"], ["sha1", "xxh64"], ["xxh64", "sha1"]])
    let isUniform = below(3) > 0
    let extra = below(4)
    var shards: [JSONValue] = []
    for number in 0..<below(30) {
      let changes = !isUniform && below(4) == 0
      shards.append(
        shard(number, isZip: isZip != changes, hashes: changes ? [] : hashes, extra, changes))
    }
    var members: [JSONValue.Member] = [
      .init("shards", .array(shards)), .init("version", 2), .init("made by", [1, "someone", [:]]),
    ]
    members.swapAt(0, below(3))
    if below(2) == 0 { members.removeAll { $0.key == "made by" } }
    return JSONValue.object(members).bytes(one(of: [.compact, .spaced, .spaced, .indented]))
  }

  private mutating func shard(
    _ number: Int, isZip: Bool, hashes: [String], _ extra: Int, _ changes: Bool
  ) -> JSONValue {
    let name = one(of: [
      "shard.\(number).mds", "0\(number)/shard.mds", extra == 1 ? "ä\"\(number)" : "s",
    ])
    var members: [JSONValue.Member] = [
      .init("column_encodings", ["ndarray:uint16:64", changes ? "bytes" : "str"]),
      .init("column_names", ["tokens", "text"]), .init("column_sizes", [128, nil]),
      .init("compression", isZip ? "zstd" : nil), .init("format", "mds"),
      .init("hashes", .array(hashes.map { .string($0) })),
      .init("raw_data", file(name, hashes)), .init("samples", JSONValue(below(5000))),
      .init("size_limit", JSONValue(changes ? 1 << 26 : 1 << 27)), .init("version", 2),
      .init("zip_data", isZip ? file(name + ".zstd", hashes) : nil),
    ]
    if extra == 2 { members.append(.init("note", JSONValue(number / 3))) }
    if extra == 3 { members.swapAt(below(members.count), below(members.count)) }
    return .object(members)
  }

  private mutating func file(_ name: String, _ hashes: [String]) -> JSONValue {
    let hashes = hashes.map { hash -> JSONValue.Member in
      let text = below(40) == 0 ? "none" : digits(hash == "sha1" ? 40 : 16)
      return .init(hash, .string(text))
    }
    return [
      "basename": .string(name), "bytes": JSONValue(below(1 << 33)), "hashes": .object(hashes),
    ]
  }

  // MARK: Damaged ones

  mutating func mutate(_ text: inout [UInt8]) {
    guard !text.isEmpty else { return }
    let at = below(text.count)
    let end = min(text.count, at + 1 + below(12))
    switch below(8) {
    case 0: text[at] ^= UInt8(1 << below(8))
    case 1: text[at] = one(of: Array("\"\\{}[]:,. -+e0129atn/\u{1}".utf8))
    case 2: text.removeSubrange(at..<end)
    case 3: text.insert(contentsOf: text[at..<end], at: below(text.count))
    case 4: text.removeSubrange(at...)
    case 5: swapValues(&text)
    case 6:
      text.insert(
        contentsOf: one(of: [" ", "\n", "0", "..", "\\u0061", ",", "\"x\":1,"]).utf8, at: at)
    default: text[at] = text[below(text.count)]
    }
  }

  /// A number, or a name, in the place of another.
  private mutating func swapValues(_ text: inout [UInt8]) {
    let old = one(of: [
      "\"samples\"", "\"bytes\"", "\"mds\"", "null", "\"hashes\"", "2", "\"basename\"", "{}",
    ])
    let new = one(of: [
      "\"samples\"", "-1", "1e3", "8589934592", "null", "01", "[]", "\"/a\"", "\"version\"",
    ])
    let places = text.indices.filter { text[$0...].starts(with: old.utf8) }
    guard !places.isEmpty else { return }
    let at = one(of: places)
    text.replaceSubrange(at..<at + old.utf8.count, with: new.utf8)
  }
}
