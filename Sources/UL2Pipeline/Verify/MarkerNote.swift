/// The note of `pack` and `verify` on examples whose raw tokens hold ids that a trainer takes for
/// markers.

/// - Parameter place: what the line begins with.
func markerNote(_ count: Int, _ place: String = "") -> Wording {
  let examples = count == 1 ? "1 example has" : "\(count) examples have"
  return
    "\(place)\(examples) sentinels, FIM markers or ends of documents within the raw text, which a trainer mistakes for real ones: \(.tokenize) with this mixture, into another output, keeps them out"
}

extension ShardsPublishing {
  func warnOfMarkers(_ count: Int, _ reporter: Reporter) {
    if count > 0 { reporter.warn(markerNote(count).description) }
  }
}
