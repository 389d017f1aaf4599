/// Digests as defined by `realdata/INDEX.md`.
import UL2Core

package typealias SHA256 = UL2Core.SHA256

extension SHA256 {
  /// Adds the netstring `<decimal byte length>:<bytes>,`.
  package mutating func updateNetstring(_ bytes: [UInt8]) {
    update(Array("\(bytes.count):".utf8))
    update(bytes)
    update([UInt8(ascii: ",")])
  }
}
