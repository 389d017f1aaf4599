/// The last number that `isNotAbove` holds for, by halving: it holds for the first of `range`, and from some number on no
/// more. An empty range gives its lower bound.
@inlinable
package func lastNumber(in range: Range<Int>, where isNotAbove: (Int) -> Bool) -> Int {
  var low = range.lowerBound
  var high = range.upperBound
  while high - low > 1 {
    let middle = (low + high) / 2
    if isNotAbove(middle) { low = middle } else { high = middle }
  }
  return low
}
