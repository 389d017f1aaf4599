/// The integer that `text` spells in decimal; nil when it does not, or does not fit.
@inlinable
package func parseInteger<T: FixedWidthInteger>(_ type: T.Type, _ text: some Collection<UInt8>)
  -> T?
{
  var digits = text[...]
  let sign = text.first
  if sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") { digits = digits.dropFirst() }
  if digits.isEmpty { return nil }
  var value: T = 0
  for byte in digits {
    guard byte.isASCIIDigit, let digit = T(exactly: byte &- 0x30) else { return nil }
    let (product, overflow) = value.multipliedReportingOverflow(by: 10)
    let (sum, overflow2) =
      sign == UInt8(ascii: "-")
      ? product.subtractingReportingOverflow(digit) : product.addingReportingOverflow(digit)
    if overflow || overflow2 { return nil }
    value = sum
  }
  return value
}
