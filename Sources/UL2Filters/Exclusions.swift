/// Documents that are not wanted, by id or by the xxh3-128 of their text: benchmarks, opt-outs,
/// duplicates that another tool has found.
///
/// An entry is a 128-bit key in one table that all workers read: 21–32 bytes. A text that is not listed is
/// taken for one that is with a chance of n/2¹²⁸.

/// The contents of one list, as they appear in configurations and manifests.
package struct ExclusionList: Sendable, Equatable {
  package var path: String
  /// Lines that name something.
  package var entries: Int
  /// Of the list's content, uncompressed.
  package var xxh3: UInt64

  package init(path: String, entries: Int, xxh3: UInt64) {
    self.path = path
    self.entries = entries
    self.xxh3 = xxh3
  }

  var json: JSONValue {
    [
      "path": .string(path), "entries": JSONValue(entries), "xxh3": .string(hexadecimal(xxh3)),
    ]
  }
}

package final class Exclusions: Sendable {
  package let lists: [ExclusionList]
  private let keys: KeySet

  /// Loads lists: a line is an id, the 32 hexadecimal digits of a text's xxh3-128, or what `xxhsum -H2`
  /// prints. Compressed lists are decompressed.
  package init(_ paths: [String]) throws(Problem) {
    var keys = KeySet()
    var lists: [ExclusionList] = []
    for path in paths { lists.append(try ExclusionReader.read(path, into: &keys)) }
    self.lists = lists
    self.keys = keys
  }

  package func contains(text: [UInt8]) -> Bool {
    unsafe text.withUnsafeBytes { unsafe keys.contains(xxh3_128($0)) }
  }

  package func contains(id: [UInt8]) -> Bool {
    unsafe id.withUnsafeBytes { id in
      // An id that looks like a hash was read as one.
      unsafe keys.contains(ExclusionReader.key(ofEntry: id))
    }
  }
}
