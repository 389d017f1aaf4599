/// Unicode's normal forms as of Unicode 9.0, which is what tokenizers 0.23.3 has: later characters pass unchanged.
package enum NormalForm: CaseIterable, Hashable, Sendable {
  case nfc, nfd, nfkc, nfkd

  var isComposed: Bool { self == .nfc || self == .nfkc }
  var isCompatible: Bool { self == .nfkc || self == .nfkd }
}

/// - Parameter text: UTF-8.
package func normalized(_ text: [UInt8], _ form: NormalForm) -> [UInt8] {
  unsafe text.withUnsafeBufferPointer { bytes in
    var result: [UInt8] = []
    return unsafe Normalizer.of(form).normalize(bytes, into: &result) ? result : text
  }
}
