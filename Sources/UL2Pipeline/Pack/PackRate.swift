/// How fast one worker packs: what estimates of time are made of.
///
/// Measured by `Benchmarks/scale.py measure` (docs/scale.md): raw tokens per second of the
/// processor's time, `pack` of a saved plan of the recipe at 2,048, uint16 ids, documents as long
/// as real ones, in the page cache. Rows of other widths, shorter documents and other processors
/// differ; a store or an output that is slower than that is waited for.
enum PackRate {
  /// nil for what was not measured.
  static func tokensPerSecond(_ shards: ShardSettings) -> Int? {
    switch (shards.columns, shards.compression) {
    case (.compact, nil): 125_000_000
    case (.compact, "zstd:1"): 75_000_000
    case (.compact, "zstd"), (.compact, "zstd:3"): 54_000_000
    case (.full, nil): 65_000_000
    case (.full, "zstd:1"): 25_000_000
    case (.full, "zstd"), (.full, "zstd:3"): 17_000_000
    default: nil
    }
  }
}
