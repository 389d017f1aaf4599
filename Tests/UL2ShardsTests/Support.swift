/// Samples as `expect.json` lists them, and in memory.
import TestSupport
import UL2Shards

/// One value in the form of `fixtures/generate_mds.py`'s `plain_value`; floats as numbers.
enum Plain: Equatable {
  case json(JSONValue)
  case bytes([UInt8])
  case integers(String, [Int], [Int])
  case unsigned(String, [Int], [UInt64])
  case floats(String, [Int], [Double])
}

func expected(_ value: JSONValue) -> Plain {
  if let hex = value["hex"]?.string {
    let digits = Array(hex)
    return .bytes(
      stride(from: 0, to: digits.count, by: 2).map {
        UInt8(String(digits[$0...$0 + 1]), radix: 16)!
      }
    )
  }
  guard let type = value["dtype"]?.string, let values = value["values"]?.array else {
    return .json(value)
  }
  let shape = value["shape"]!.array!.map { $0.int! }
  if type.hasPrefix("float") {
    return .floats(type, shape, values.map { $0.double ?? Double($0.string!)! })
  }
  if type == "uint64" {
    return .unsigned(
      type, shape,
      values.map { value in
        guard case .number(let text) = value else { return 0 }
        return UInt64(text)!
      })
  }
  return .integers(type, shape, values.map { $0.int! })
}

/// A value that was read, in the same form.
func plain(_ value: MDSSample.Value, _ encoding: MDSEncoding) throws -> Plain {
  switch (value, encoding) {
  case (.bytes(let bytes), .bytes): return .bytes(bytes)
  case (.bytes(let bytes), .string): return .json(.string(String(decoding: bytes, as: UTF8.self)))
  case (.bytes(let bytes), _): return .json(try JSONValue.parse(bytes, path: "sample"))
  case (.array(let array), .int): return .json(JSONValue(array.integers![0]))
  case (.array(let array), _):
    let name = array.type.rawValue
    switch array.type {
    case .float16:
      return .floats(name, array.shape, elements(array.bytes, Float16.self).map { Double($0) })
    case .float32:
      return .floats(name, array.shape, elements(array.bytes, Float.self).map { Double($0) })
    case .float64: return .floats(name, array.shape, elements(array.bytes, Double.self))
    case .uint64: return .unsigned(name, array.shape, elements(array.bytes, UInt64.self))
    default: return .integers(name, array.shape, array.integers!)
    }
  }
}

func elements<T: BitwiseCopyable>(_ bytes: [UInt8], _: T.Type) -> [T] {
  bytes.withUnsafeBytes { buffer in
    stride(from: 0, to: buffer.count, by: MemoryLayout<T>.size).map {
      buffer.loadUnaligned(fromByteOffset: $0, as: T.self)
    }
  }
}

/// Equal, NaN being equal to itself and −0 not to 0.
func isSame(_ a: Plain, _ b: Plain) -> Bool {
  if case .floats(let t, let s, let x) = a, case .floats(let u, let r, let y) = b {
    return t == u && s == r && x.count == y.count
      && zip(x, y).allSatisfy {
        ($0.isNaN && $1.isNaN) || ($0 == $1 && $0.sign == $1.sign)
      }
  }
  return a == b
}
