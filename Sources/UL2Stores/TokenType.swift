/// The element types of Megatron indexed datasets (`docs/formats.md`).
public enum TokenType: UInt8, CaseIterable, Sendable {
  case uint8 = 1
  case int8, int16, int32, int64, float64, float32, uint16

  /// Bytes of one element.
  public var size: Int {
    switch self {
    case .uint8, .int8: 1
    case .int16, .uint16: 2
    case .int32, .float32: 4
    case .int64, .float64: 8
    }
  }

  public var isInteger: Bool { self != .float32 && self != .float64 }

  /// Its NumPy name.
  public var name: String {
    switch self {
    case .uint8: "uint8"
    case .int8: "int8"
    case .int16: "int16"
    case .int32: "int32"
    case .int64: "int64"
    case .float64: "float64"
    case .float32: "float32"
    case .uint16: "uint16"
    }
  }

  /// - Parameter name: a NumPy name.
  package init?(name: String) {
    guard let type = Self.allCases.first(where: { $0.name == name }) else { return nil }
    self = type
  }

  /// The type that stores a vocabulary's ids: uint16 while all of them are below 65,500, Megatron's own limit.
  package static func forVocabulary(of size: Int) -> TokenType { size < 65_500 ? .uint16 : .int32 }
}
