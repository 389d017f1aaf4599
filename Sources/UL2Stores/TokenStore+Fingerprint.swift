/// A fingerprint: distinguishes a token store from another that is, or was, in the same place.
extension TokenStore {
  /// A hash of the contents: of what the manifest says of its files, so that none is read.
  package var fingerprint: UInt64 {
    get throws(Problem) {
      if let known = knownFingerprint.withLock({ $0 }) { return known }
      let hasher = XXH3Hasher()
      for (number, shard) in shards.enumerated() {
        hasher.update(Array(baseName(shard.path).utf8))
        if let entry = manifestEntry(ofShard: number) {
          hasher.update(entry.filesJSON.bytes())
        } else {
          // Written by another tool: the index represents the data, whose hash is unknown.
          hasher.update(Array(hexadecimal(try xxh3(ofFile: shard.path + ".idx")).utf8))
        }
      }
      let value = hasher.value()
      knownFingerprint.withLock { $0 = value }
      return value
    }
  }

  /// A hash of the names and sizes of the files that hold tokens: what can be asked without reading any.
  package var listing: UInt64 {
    get throws(Problem) {
      let hasher = XXH3Hasher()
      for shard in shards {
        for ending in [".bin", ".idx"] {
          let size = try fileSize(shard.path + ending)
          hasher.update(Array("\(baseName(shard.path))\(ending) \(size)\n".utf8))
        }
      }
      return hasher.value()
    }
  }
}
