/// xxHash3 (https://github.com/Cyan4973/xxHash, doc/xxhash_spec.md): checksums of files and keys of
/// random streams.
import CXXHash

/// The 64-bit hash of `bytes`, without seed.
package func xxh3(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
  unsafe ul2_xxh3(bytes.baseAddress, bytes.count)
}

/// The 64-bit hash of `bytes`, without seed.
package func xxh3(_ bytes: [UInt8]) -> UInt64 {
  unsafe bytes.withUnsafeBytes { unsafe xxh3($0) }
}

/// A 64-bit hash of bytes that come in pieces.
@safe package struct XXH3Hasher: ~Copyable {
  private let state: OpaquePointer

  package init() {
    unsafe state = XXH3_createState()!
    unsafe _ = XXH3_64bits_reset(state)
  }

  deinit { unsafe _ = XXH3_freeState(state) }

  package func update(_ bytes: UnsafeRawBufferPointer) {
    unsafe ul2_xxh3_update(state, bytes.baseAddress, bytes.count)
  }

  package func update(_ bytes: [UInt8]) {
    unsafe bytes.withUnsafeBytes { unsafe update($0) }
  }

  /// The hash of all bytes so far.
  package func value() -> UInt64 { unsafe XXH3_64bits_digest(state) }
}

/// The hash of a file, read in pieces.
///
/// - Parameter part: its bytes that are hashed, as far as there are any; nil: all.
package func xxh3(ofFile path: String, _ part: Range<Int>? = nil) throws(Problem) -> UInt64 {
  let file = try File(reading: path)
  let hasher = XXH3Hasher()
  let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 64)
  defer { unsafe buffer.deallocate() }
  var offset = part?.lowerBound ?? 0
  while true {
    let room = min(buffer.count, (part?.upperBound ?? .max) - offset)
    if room == 0 { return hasher.value() }
    let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[..<room])
    // By its place only where it is a part: what is not a plain file has none.
    let count =
      unsafe part == nil ? try file.read(into: rest) : try file.read(into: rest, at: offset)
    if count == 0 { return hasher.value() }
    unsafe hasher.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
    offset += count
  }
}

/// A hash as it appears in manifests: 16 lower-case hexadecimal digits.
package func hexadecimal(_ hash: UInt64) -> String {
  let digits = String(hash, radix: 16)
  return String(repeating: "0", count: 16 - digits.utf8.count) + digits
}
