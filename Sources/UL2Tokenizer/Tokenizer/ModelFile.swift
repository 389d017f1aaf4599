/// A file that a tokenizer is read from, for the copy beside what is written with it.
package struct ModelFile: Hashable, Sendable {
  /// Its name in a directory of its own, from which its kind is recognised: `tokenizer.model`.
  package var name: String
  package var bytes: [UInt8]

  package init(name: String, bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes
  }
}
