/// Which files rows are written to: what a plan does not fix.
import ArgumentParser
import UL2Pipeline

/// `auto`, or a size.
enum ShardSizeArgument: ExpressibleByArgument {
  case automatic
  case size(ByteCount)

  init?(argument: String) {
    if argument == "auto" {
      self = .automatic
    } else if let size = ByteCount(argument: argument) {
      self = .size(size)
    } else {
      return nil
    }
  }

  var defaultValueDescription: String { "auto" }
}

struct ShardOptions: ParsableArguments {
  @Option(help: "The columns of a row.")
  var columns = ColumnSet.compact

  @Option(
    help: ArgumentHelp("The compression of shards: zstd:1 to zstd:22, or none.", valueName: "name"))
  var compression = "zstd:1"

  @Option(
    help: ArgumentHelp(
      "The largest shard, before compression. auto: about 64MiB, or larger if there would be more than 150,000 shards.",
      valueName: "size"))
  var shardSize = ShardSizeArgument.automatic

  func validate() throws {
    if compression != "none", !isZstd {
      throw ValidationError("--compression: none, zstd or zstd:1 to zstd:22, got \(compression)")
    }
    if case .size(let size) = shardSize, !(1 << 16..<1 << 32).contains(size.value) {
      throw ValidationError("--shard-size: auto, or 64KiB to 4GiB, got \(size.value) bytes")
    }
  }

  private var isZstd: Bool {
    if compression == "zstd" { return true }
    guard compression.hasPrefix("zstd:"), let level = Int(compression.dropFirst(5)) else {
      return false
    }
    return (1...22).contains(level)
  }

  var settings: ShardSettings {
    let size: ShardSize =
      if case .size(let size) = shardSize { .limit(size.value) } else { .automatic }
    return ShardSettings(
      columns: columns, compression: compression == "none" ? nil : compression, shardSize: size)
  }
}
