/// Rewrites a tree for the automaton, which cannot go back: possessive counts become greedy ones where that changes no
/// match. Where it could, the result is nil.
struct RegexSimplifier {
  /// - Parameter rest: what follows up to the pattern's end; nil inside a repetition, whose end may be its beginning.
  static func simplified(_ node: RegexNode, before rest: [RegexNode]? = []) -> RegexNode? {
    switch node {
    case .set, .assertion, .lookahead: return node
    case .sequence(let parts):
      var made: [RegexNode] = []
      for (i, part) in parts.enumerated() {
        guard let part = simplified(part, before: rest.map { parts[(i + 1)...] + $0 }) else {
          return nil
        }
        made.append(part)
      }
      return .sequence(made)
    case .alternatives(let parts):
      var made: [RegexNode] = []
      for part in parts {
        guard let part = simplified(part, before: rest) else { return nil }
        made.append(part)
      }
      return .alternatives(made)
    case .repeated(let part, let count):
      let isOnce = count.maximum == 1
      return simplified(part, before: isOnce ? rest : nil).map { .repeated($0, count) }
    case .atomic(let inner):
      guard case .repeated(.set(let set), let count) = inner, !count.isLazy, let rest,
        gainsNothing(set, rest)
      else { return nil }
      return inner
    }
  }

  /// Whether giving back characters of a set never lets the rest match.
  private static func gainsNothing(_ set: CharacterSet, _ rest: [RegexNode]) -> Bool {
    for node in rest {
      switch node {
      case .set(let next): return next.intersection(set).isEmpty
      case .assertion(.textEnd): return true
      case .repeated(.set(let next), let count), .atomic(.repeated(.set(let next), let count)):
        guard next.intersection(set).isEmpty else { return false }
        if count.minimum > 0 { return true }
      default: return false
      }
    }
    return true
  }
}
