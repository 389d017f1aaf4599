/// The encoder of one thread's documents, for any kind of model.
protocol DocumentEncoder: AnyObject {
  /// Appends the ids of a text, in the width of `tokens`.
  func encode(_ text: Span<UInt8>, appendingTo tokens: inout TokenBuffer) throws(Problem)
  func encode(_ text: Span<UInt8>, appendingTo ids: inout [Int32]) throws(Problem)

  /// Appends the ids of a text as those of a huge one are found; false where the engine cannot, whatever was
  /// appended.
  ///
  /// - Parameter window: bytes that are encoded at a time.
  func encode(_ text: Span<UInt8>, inWindowsOf window: Int, appendingTo ids: inout [Int32]) -> Bool

  /// Appends the ids that every engine must give.
  func encodeByReference(_ text: [UInt8], appendingTo ids: inout [Int32]) throws(Problem)

  /// How often each protected piece occurred in the texts since the last call.
  func takeProtectedMatches() -> [Int]

  /// Tokens since the last call that are unknown, and those that are bytes of what the model lacks.
  func takeFallbacks() -> (unknown: Int, bytes: Int)

  /// - Parameter ids: all in the vocabulary.
  func decode(_ ids: [Int32]) throws(Problem) -> [UInt8]
}
