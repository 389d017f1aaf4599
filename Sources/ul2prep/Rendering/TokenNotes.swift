/// Notes on a source's tokens beside the table: how much of its text the model has pieces for.
import UL2Pipeline

extension TokenizeReport {
  /// - Parameter name: what the source is called.
  func tellFallbacks(_ name: String, _ reporter: Reporter) {
    guard let fallbacks = totals.fallbacks, totals.tokens > 0 else { return }
    func share(_ count: Int) -> String {
      let percent = Double(count) / Double(totals.tokens) * 100
      return "\(grouped(count)) (\(decimal(percent, percent > 0 && percent < 0.05 ? 4 : 2)) %)"
    }
    let bytes = totals.bytesPerToken.map { ", \(decimal($0, 2)) bytes of text per token" } ?? ""
    reporter.note(
      "\(name): unknown tokens \(share(fallbacks.unknown)), byte tokens \(share(fallbacks.bytes))\(bytes)"
    )
    if let unknown = unknownShare, unknown > Self.largestUnknownShare {
      reporter.warn(
        "\(name): \(decimal(unknown * 100, 2)) % of the tokens are unknown to this model, and the text that they had is lost: use a model with byte fallback, or one for such texts"
      )
    }
  }
}
