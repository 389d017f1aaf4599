/// Datasets read through the C interface, as a trainer does: whatever the files and the arguments, there is an error,
/// never a crash and never an invalid batch.
import ReaderSupport
import Synchronization
import TestSupport
import UL2Core

let libraryTargets = [
  FuzzTarget(name: "library") { bytes throws(Violation) in _ = try useLibrary(bytes) }
]

/// Opens an input's files as a dataset, and calls every function on it.
///
/// - Returns: the number of rows read.
package func useLibrary(_ bytes: [UInt8]) throws(Violation) -> Int {
  // The files belong to one input at a time, even if tests run in parallel.
  try turn.withLock { _ throws(Violation) in try useLibraryAlone(bytes) }
}

private let turn = Mutex(())

private func useLibraryAlone(_ bytes: [UInt8]) throws(Violation) -> Int {
  let input = LibraryInput(bytes)
  guard (try? input.write()) != nil else { return 0 }
  let caller = LibraryCaller(choices: Choices(input.parts[0]), state: input.parts[1])
  return try caller.use(scratch.path, tokens: repositoryRoot + "/Fuzz/Stores")
}

/// Files that are written again for every input; a process has one of them, a fuzzer one process.
private let scratch = Scratch()

/// An input is arguments, a state, manifest.json, index.json, plan.bin and a shard, in this order, with a separator
/// line between them. What depends on another file's bytes is filled in, since hardly any input would get it right:
/// `fuzz-plan-xxh3`, `fuzz-shard-xxh3` and `fuzz-other-xxh3` are hashes, 1000000001 and 1000000002 sizes.
/// `Fuzz/library.py` makes such inputs of what the program writes.
struct LibraryInput {
  static let separator = Array("\n%%\n".utf8)
  private(set) var parts: [[UInt8]]

  init(_ bytes: [UInt8]) {
    parts = [[]]
    var at = 0
    while at < bytes.count {
      if parts.count < 6, bytes[at...].starts(with: Self.separator) {
        parts.append([])
        at += Self.separator.count
      } else {
        parts[parts.count - 1].append(bytes[at])
        at += 1
      }
    }
    while parts.count < 6 { parts.append([]) }
  }

  /// Flags for the files, in the first byte of the arguments.
  private enum Flag: UInt8 {
    case noManifest = 1
    case noIndex = 2
    case noPlan = 4
    case isCompressed = 8
    case hasWrongHash = 16
  }

  private func has(_ flag: Flag) -> Bool { (parts[0].first ?? 0) & flag.rawValue != 0 }

  /// Writes the files, and removes those of the input before.
  func write() throws(Problem) {
    let (manifest, index) = (parts[2], parts[3])
    var (plan, shard) = (parts[4], parts[5])
    // Its last 8 bytes are the hash of all others.
    if !has(.hasWrongHash) { plan += bytes(of: xxh3(plan)) }
    let plain = shard
    if has(.isCompressed) { shard = compress(shard, .zstd) }
    let known: [(name: String, value: String)] = [
      ("fuzz-plan-xxh3", hexadecimal(xxh3(plan))), ("fuzz-shard-xxh3", hexadecimal(xxh3(shard))),
      ("fuzz-other-xxh3", hexadecimal(xxh3(plain))), ("1000000001", "\(shard.count)"),
      ("1000000002", "\(plain.count)"),
    ]
    func filled(_ text: [UInt8]) -> [UInt8] {
      known.reduce(text) { replacing($1.name, in: $0, with: $1.value) }
    }
    for (name, bytes, isLeftOut) in [
      ("manifest.json", filled(manifest), has(.noManifest)),
      ("index.json", filled(index), has(.noIndex)),
      ("plan.bin", plan, has(.noPlan)),
      ("s.mds", has(.isCompressed) ? plain : shard, has(.isCompressed)),
      ("s.mds.zstd", shard, !has(.isCompressed)),
    ] {
      if isLeftOut {
        try removeTree(scratch(name))
      } else {
        do { try scratch.write(bytes, to: name) } catch {
          throw Problem(.readWrite, "cannot be written", path: name)
        }
      }
    }
  }

  private func bytes(of hash: UInt64) -> [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: hash >> (8 * $0)) }
  }

  private func replacing(_ name: String, in text: [UInt8], with value: String) -> [UInt8] {
    let name = Array(name.utf8)
    var result: [UInt8] = []
    var at = 0
    while at < text.count {
      if text[at] == name[0], text[at...].starts(with: name) {
        result += Array(value.utf8)
        at += name.count
      } else {
        result.append(text[at])
        at += 1
      }
    }
    return result
  }
}

/// Choices that an input makes, one byte each; after its end, always the first.
struct Choices {
  private let bytes: [UInt8]
  private var at = 1

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func next() -> Int {
    guard at < bytes.count else { return 0 }
    at += 1
    return Int(bytes[at - 1])
  }

  mutating func next<T>(of values: [T]) -> T { values[next() % values.count] }
}
