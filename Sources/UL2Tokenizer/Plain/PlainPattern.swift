/// The pattern of a step, ready to match: a text, or a regular expression matched step by step.
import UL2Patterns

enum PlainPattern: Sendable {
  case text([UInt8])
  case regex(Pattern)

  init(_ pattern: TextPattern) throws(PatternProblem) {
    switch pattern {
    case .text(let text): self = .text(text)
    case .regex(let source, let dialect): self = .regex(try Pattern(source, dialect: dialect))
    }
  }

  func spans(in text: [UInt8]) throws(PatternProblem) -> [PlainSpan] {
    switch self {
    case .text(let wanted): PlainSpans.covering(text, PlainSpans.places(of: wanted, in: text))
    case .regex(let pattern): PlainSpans.covering(text, try pattern.matches(in: text.span))
    }
  }
}
