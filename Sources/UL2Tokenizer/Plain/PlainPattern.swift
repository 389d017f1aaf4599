/// What a step looks for, ready to look: a text, or a regular expression matched step by step.
import UL2Patterns

enum PlainPattern: Sendable {
  case text([UInt8])
  case regex(Pattern)

  init(_ pattern: TextPattern) throws(PatternProblem) {
    switch pattern {
    case .text(let text): self = .text(text)
    case .regex(let source): self = .regex(try Pattern(source))
    }
  }

  func spans(in text: [UInt8]) -> [PlainSpan] {
    switch self {
    case .text(let wanted): PlainSpans.places(of: wanted, in: text)
    case .regex(let pattern):
      PlainSpans.all(in: text) { pattern.match(in: text.span, from: $0) }
    }
  }
}
