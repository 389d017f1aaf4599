/// How the inputs of a store become its shards, and the shards units of work.
///
/// ```
///   inputs   a b c d │ e │ f1 f2 f3        in their order; f is large, and cut into parts
///   shards     00000   01   02 03 04       about 64 MiB of small inputs; a larger one alone; a part each
///   units        0          1  2  3        about 1 GiB of shards; a part each
/// ```
///
/// It is worked out from the sizes of the inputs alone, so that it is the same for every task and any number of
/// workers. Small files cost a few system calls each instead of four files of the output. What is lost
/// when a task is killed is a unit.
package struct StoreLayout: Hashable, Sendable {
  /// The target size, in bytes of input.
  package struct Sizes: Hashable, Sendable {
    package var shard: Int
    package var unit: Int
    /// Larger inputs are cut there, where their format allows it.
    package var part: Int

    /// Tests have smaller ones.
    package init(shard: Int = 64 << 20, unit: Int = 1 << 30, part: Int = 4 << 30) {
      precondition(shard > 0 && unit > 0 && part > 0)
      self.shard = shard
      self.unit = unit
      self.part = part
    }

    /// As it is in configurations.
    var json: JSONValue {
      ["shard": JSONValue(shard), "unit": JSONValue(unit), "part": JSONValue(part)]
    }
  }

  /// An input, or a part of it.
  package struct Piece: Hashable, Sendable {
    package var input: Int
    /// Its bytes, where it is a part; nil: all.
    package var part: Range<Int>?

    package init(input: Int, part: Range<Int>? = nil) {
      self.input = input
      self.part = part
    }
  }

  package struct Shard: Hashable, Sendable {
    package var pieces: [Piece]
    /// In bytes; nil where that is not known.
    package var size: Int?
  }

  package struct Unit: Hashable, Sendable {
    package var shards: Range<Int>
    /// In bytes; nil where that is not known.
    package var size: Int?
  }

  package private(set) var shards: [Shard] = []
  package private(set) var units: [Unit] = []

  /// Of a shard: empty ones have no bytes that would end it.
  package static let mostInputs = 1 << 14
  /// Of a unit, for the same reason.
  package static let mostShards = 1 << 6
  /// Of an input: a server may claim any size.
  package static let mostParts = 1 << 16

  /// - Parameter inputs: in their order: bytes, nil where they are not known, and whether the input can be cut.
  package init(_ inputs: some Sequence<(size: Int?, isDivisible: Bool)>, _ sizes: Sizes = Sizes()) {
    for (i, input) in inputs.enumerated() { add(i, input.size, input.isDivisible, sizes) }
    for i in shards.indices { addUnit(i, sizes) }
  }

  private mutating func add(_ input: Int, _ size: Int?, _ isDivisible: Bool, _ sizes: Sizes) {
    if let size, isDivisible, size > sizes.part, size / sizes.part < Self.mostParts {
      for start in stride(from: 0, to: size, by: sizes.part) {
        let part = start..<min(start + sizes.part, size)
        shards.append(Shard(pieces: [Piece(input: input, part: part)], size: part.count))
      }
      return
    }
    let piece = Piece(input: input)
    if let size, let last = shards.last, last.pieces[0].part == nil,
      last.pieces.count < Self.mostInputs, let held = last.size, size <= sizes.shard - held
    {
      shards[shards.count - 1].pieces.append(piece)
      shards[shards.count - 1].size = held + size
    } else {
      shards.append(Shard(pieces: [piece], size: size))
    }
  }

  private mutating func addUnit(_ shard: Int, _ sizes: Sizes) {
    // A part is a unit of its own, so that several tasks share a large input.
    let isPart = shards[shard].pieces[0].part != nil
    let followsPart = shard > 0 && shards[shard - 1].pieces[0].part != nil
    if !isPart, !followsPart, let last = units.last, last.shards.count < Self.mostShards,
      let held = last.size, let size = shards[shard].size, size <= sizes.unit - held
    {
      units[units.count - 1] = Unit(
        shards: last.shards.lowerBound..<shard + 1, size: held + size)
    } else {
      units.append(Unit(shards: shard..<shard + 1, size: shards[shard].size))
    }
  }

  /// The inputs that a unit is made of, or of parts of which it is.
  package func inputs(of unit: Int) -> ClosedRange<Int> {
    let range = units[unit].shards
    let last = shards[range.upperBound - 1].pieces
    return shards[range.lowerBound].pieces[0].input...last[last.count - 1].input
  }

  /// How many inputs the units are made of, each counted once.
  package func inputCount(of units: some Sequence<Int>) -> Int {
    var count = 0
    var next = 0
    for unit in units.sorted() {
      let inputs = inputs(of: unit)
      count += max(0, inputs.upperBound + 1 - max(next, inputs.lowerBound))
      next = max(next, inputs.upperBound + 1)
    }
    return count
  }

  /// The name of a shard: numbers in order.
  package func shardName(_ shard: Int) -> String {
    padded(shard, width: max(5, String(shards.count - 1).utf8.count))
  }

  /// The name of a unit's record: that of its first shard.
  package func unitName(_ unit: Int) -> String { shardName(units[unit].shards.lowerBound) }
}
