/// The parsers that are fuzzed, by name, and what must hold of each for any input.
///
/// A target is an ordinary function over bytes, so that libFuzzer (`Fuzz/Driver`) and the tests that
/// replay what it found (`Tests/RegressionTests`) run the same code. A `Problem` is a proper answer to
/// any input; a trap, a leak, a time-out or a `Violation` is a bug.
import UL2Core

package struct FuzzTarget: Sendable {
  package let name: String
  package let run: @Sendable ([UInt8]) throws(Violation) -> Void

  package static let all =
    jsonTargets + compressionTargets + documentTargets + parquetTargets + markupTargets
    + storeTargets + tokenizerTargets + textTargets + mixtureTargets + planTargets + choosingTargets
    + remoteTargets + libraryTargets + maskTargets

  package static func named(_ name: String) -> FuzzTarget? { all.first { $0.name == name } }
}

/// A property that did not hold.
package struct Violation: Error, CustomStringConvertible {
  package var description: String

  init(_ description: String) { self.description = description }
}

func check(
  _ condition: Bool, _ what: @autoclosure () -> String
) throws(Violation) {
  if !condition { throw Violation(what()) }
}

func checkUTF8(_ bytes: [UInt8], _ what: String) throws(Violation) {
  try check((try? UTF8Span(validating: bytes.span)) != nil, "\(what) is not UTF-8")
}
