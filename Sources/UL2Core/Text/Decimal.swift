/// Numbers as people read them, and as names have them.

/// A whole number with zeros before it, so that names sort as numbers do: `00007`.
///
/// - Parameter width: the fewest digits.
package func padded(_ number: Int, width: Int = 5) -> String {
  let digits = String(number)
  return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
}

/// Whether a name is a number's digits alone.
package func isNumber(_ name: String) -> Bool {
  name.utf8.allSatisfy { $0 &- UInt8(ascii: "0") < 10 }
}

/// A number with a fixed count of decimals.
package func decimal(_ value: Double, _ decimals: Int) -> String {
  var factor = 1.0
  for _ in 0..<decimals { factor *= 10 }
  let scaled = (value.magnitude * factor).rounded()
  guard scaled < 1e15 else { return "\(value)" }
  let digits = String(Int(scaled))
  let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
  let sign = value < 0 && scaled > 0 ? "-" : ""
  guard decimals > 0 else { return sign + padded }
  return sign + padded.dropLast(decimals) + "." + padded.suffix(decimals)
}
