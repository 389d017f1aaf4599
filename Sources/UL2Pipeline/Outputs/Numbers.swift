/// Numbers as the program prints them.

/// A share as a percentage with two decimals.
package func percent(_ share: Double) -> String { decimal(share * 100, 2) + " %" }

/// A whole number with its digits in groups of three.
package func grouped(_ number: Int) -> String {
  let digits = String(number.magnitude)
  var result = ""
  for (i, digit) in digits.enumerated() {
    if i > 0, (digits.count - i) % 3 == 0 { result += "," }
    result.append(digit)
  }
  return (number < 0 ? "-" : "") + result
}

/// A count in at most five characters: `999`, `12.3k`, `1.20T`. As options take counts, except for the k.
package func shortCount(_ count: Int) -> String {
  let parts = humanCount(count).split(separator: " ")
  return parts.joined().replacing("G", with: "B")
}

/// A count in at most five characters and a unit: `12.3 M`.
package func humanCount(_ count: Int) -> String {
  let units = ["", "k", "M", "G", "T"]
  var value = Double(count)
  var unit = 0
  while value >= 999.5, unit + 1 < units.count {
    value /= 1000
    unit += 1
  }
  if unit == 0 { return "\(count)" }
  return decimal(value, value < 9.995 ? 2 : value < 99.95 ? 1 : 0) + " " + units[unit]
}
