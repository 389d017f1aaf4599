/// How large shards, units and parts of inputs are: not for users, but tests must get many of them
/// with little input.
import Glibc
import UL2Pipeline

/// The value of `UL2PREP_STORE_SIZES`: bytes of a shard, a unit and a part, `65536:262144:1048576`.
func storeSizesOfTests() throws(Problem) -> StoreLayout.Sizes? {
  guard let value = unsafe getenv("UL2PREP_STORE_SIZES") else { return nil }
  let text = unsafe String(cString: value)
  let sizes = text.split(separator: ":").compactMap { Int($0) }
  guard sizes.count == 3, sizes.allSatisfy({ $0 > 0 }) else {
    throw Problem(
      .usage, "UL2PREP_STORE_SIZES", got: text, expected: "bytes of a shard, a unit and a part")
  }
  return StoreLayout.Sizes(shard: sizes[0], unit: sizes[1], part: sizes[2])
}
