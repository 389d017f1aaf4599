/// The tokens of a row, in the width that they are stored in.
public enum RowTokens: Hashable, Sendable {
  case uint16([UInt16])
  case int32([Int32])

  public var count: Int {
    switch self {
    case .uint16(let tokens): tokens.count
    case .int32(let tokens): tokens.count
    }
  }

  /// The tokens of some positions, widened: for what looks at few, or at text.
  public subscript(positions: Range<Int>) -> [Int] {
    switch self {
    case .uint16(let tokens): tokens[positions].map { Int($0) }
    case .int32(let tokens): tokens[positions].map { Int($0) }
    }
  }

  /// All of them, widened.
  public var integers: [Int] { self[0..<count] }
}

extension RowTokens {
  /// The column `tokens` of a sample; nil where it has none of either width.
  init?(_ sample: MDSSample) {
    guard case .array(let array) = sample.values["tokens"] else { return nil }
    switch array.type {
    case .uint16: self = .uint16(array.elements())
    case .int32: self = .int32(array.elements())
    default: return nil
    }
  }
}
