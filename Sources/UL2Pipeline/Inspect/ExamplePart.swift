/// The parts of an example, as its objective lays them out.
package struct ExamplePart: Hashable, Sendable {
  package var name: String
  /// Positions counted from the example's first.
  package var range: Range<Int>
  package var isPrompt = false
  /// Its tokens see each other.
  package var isBidirectional: Bool
  package var hasLoss: Bool
}

extension PackedExample {
  /// Prompt, what comes before the loss, and what carries it; fill-in-the-middle split at its markers.
  ///
  /// - Parameter tokens: the example's own.
  package func parts(
    _ tokens: [Int], _ entry: DatasetManifest.Entry, _ reserved: ReservedTokens
  ) -> [ExamplePart] {
    let ids = entry.layout.prompt.map { Int($0) }
    let prompt = tokens.starts(with: ids) ? min(ids.count, lossStart) : 0
    var parts: [ExamplePart] = []
    func add(_ name: String, _ range: Range<Int>, isPrompt: Bool = false) {
      if range.isEmpty { return }
      parts.append(
        ExamplePart(
          name: name, range: range, isPrompt: isPrompt,
          isBidirectional: range.upperBound <= prefixLength, hasLoss: range.lowerBound >= lossStart)
      )
    }
    add("prompt", 0..<prompt, isPrompt: true)
    // A prefix that ends elsewhere than the loss begins is nothing that `pack` writes.
    let bounds = [prompt, prefixLength, lossStart].filter { $0 >= prompt && $0 <= lossStart }
      .sorted()
    for (start, end) in zip(bounds, bounds.dropFirst()) {
      add(entry.name == "span_corruption" ? "inputs" : "prefix", start..<end)
    }
    guard entry.name.hasPrefix("fim_"), let fim = reserved.fim,
      let suffix = tokens[lossStart...].firstIndex(of: fim.suffix),
      let middle = tokens[suffix...].firstIndex(of: fim.middle)
    else {
      let name = entry.name == "span_corruption" ? "targets" : lossStart > 0 ? "target" : "text"
      add(name, lossStart..<length)
      return parts
    }
    if entry.name == "fim_psm" {
      add("before", lossStart..<suffix)
      add("after", suffix..<middle)
      add("middle", middle..<length)
    } else {
      add("after", lossStart..<middle)
      add("before and middle", middle..<length)
    }
    return parts
  }
}
