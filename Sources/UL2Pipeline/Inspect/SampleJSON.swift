/// Samples of MDS datasets that other programs wrote: columns as they are.
extension MDSSample {
  /// The columns by name, in the order of their names.
  package func json() -> JSONValue {
    .object(
      values.sorted { $0.key < $1.key }.map { name, value in
        switch value {
        case .bytes(let bytes):
          if let text = String(validating: bytes, as: UTF8.self) {
            return .init(name, .string(text))
          }
          return .init(
            name, ["bytes": JSONValue(bytes.count), "hex": .string(Self.hexDump(bytes))])
        case .array(let array): return .init(name, array.json())
        }
      })
  }

  private static func hexDump(_ bytes: [UInt8]) -> String {
    let digits = Swift.Array("0123456789abcdef")
    return String(
      bytes.prefix(64).flatMap { byte in [digits[Int(byte >> 4)], digits[Int(byte & 15)]] })
      + (bytes.count > 64 ? "…" : "")
  }
}

extension MDSSample.NumberArray {
  func json() -> JSONValue {
    let values: [JSONValue]
    if let integers {
      values = integers.map { JSONValue($0) }
    } else {
      values = (0..<bytes.count / type.size).map { i in
        let number = float(at: i * type.size)
        return number.isFinite ? JSONValue(number) : .string("\(number)")
      }
    }
    if shape.isEmpty { return values.first ?? .null }
    if shape.count == 1 { return .array(values) }
    return ["shape": .array(shape.map { JSONValue($0) }), "values": .array(values)]
  }

  private func float(at offset: Int) -> Double {
    var bits: UInt64 = 0
    for i in (0..<type.size).reversed() { bits = bits << 8 | UInt64(bytes[offset + i]) }
    switch type {
    case .float32:
      // Its own shortest spelling: 0.1, not 0.10000000149.
      let number = Float(bitPattern: UInt32(truncatingIfNeeded: bits))
      return Double("\(number)") ?? Double(number)
    case .float64: return Double(bitPattern: bits)
    default: return half(UInt16(truncatingIfNeeded: bits))
    }
  }

  /// IEEE binary16, which not every platform's Swift has as a type.
  private func half(_ bits: UInt16) -> Double {
    let exponent = Int(bits >> 10 & 31)
    let fraction = Double(bits & 1023) / 1024
    let sign: Double = bits >> 15 == 0 ? 1 : -1
    switch exponent {
    case 0: return sign * fraction * 0x1p-14
    case 31: return fraction == 0 ? sign * .infinity : .nan
    default:
      return sign * (1 + fraction) * Double(sign: .plus, exponent: exponent - 15, significand: 1)
    }
  }
}
