/// The shuffled order of one epoch: blocks permuted, taken in groups, the rows of a group permuted.
///
/// One number per group is kept. A place's group is found by halving, and the group's own order
/// worked out from its blocks' places, once for as many rows as are asked for together.
struct EpochOrder: Sendable {
  let epoch: Int
  private let blocks: RowBlocks
  private let blocksPerGroup: Int
  private let key: UInt64
  private let order: KeyedPermutation
  /// The place of each group's first row in the epoch, and the number of all rows.
  private let groupStarts: [Int]

  /// - Parameter blocks: with one row at least.
  init(_ blocks: RowBlocks, blocksPerGroup: Int, seed: UInt64, epoch: Int) {
    self.epoch = epoch
    self.blocks = blocks
    self.blocksPerGroup = blocksPerGroup
    // "order": other numbers than any that the rows themselves are made with.
    key = mixed(mixed(seed ^ 0x6F_7264_6572) &+ UInt64(epoch))
    order = KeyedPermutation(count: blocks.count, key: mixed(key ^ 1))
    var permuted: [Int] = []
    order.elements(at: 0..<blocks.count, to: &permuted)
    var starts: [Int] = []
    var place = 0
    for (i, block) in permuted.enumerated() {
      if i % blocksPerGroup == 0 { starts.append(place) }
      place += blocks.rows(ofBlock: block).count
    }
    groupStarts = starts + [place]
  }

  /// The group that holds a place of the epoch.
  func group(of place: Int) -> GroupOrder {
    let number = groupStarts.lastIndex(notAbove: place)
    let first = number * blocksPerGroup
    let members = (first..<min(first + blocksPerGroup, blocks.count)).map {
      blocks.rows(ofBlock: order($0))
    }
    return GroupOrder(
      places: groupStarts[number]..<groupStarts[number + 1], blocks: members,
      key: mixed(key ^ 2) &+ UInt64(number))
  }
}

/// The order of the rows of a group of blocks.
struct GroupOrder: Sendable {
  /// Where the group lies in its epoch.
  let places: Range<Int>
  /// The rows of its blocks, 16 at most.
  private let blocks: [Range<Int>]
  private let order: KeyedPermutation

  init(places: Range<Int>, blocks: [Range<Int>], key: UInt64) {
    self.places = places
    self.blocks = blocks
    order = KeyedPermutation(count: places.count, key: key)
  }

  /// The row at a place of the epoch, which is in the group.
  func row(at place: Int) -> Int {
    var offset = order(place - places.lowerBound)
    for block in blocks {
      if offset < block.count { return block.lowerBound + offset }
      offset -= block.count
    }
    preconditionFailure("there must be one place for each row")
  }
}
