/// Text that names settings and operations without spelling them: the command line says
/// `--tokenizer-model`, a Swift program the name of the property.
///
/// It is written like any text: `"pass \(.tokens) DIR"`. That costs an array where a `String` would do,
/// only for messages when something went wrong.
package struct Wording: Hashable, Sendable {
  package enum Fragment: Hashable, Sendable {
    case text(String)
    case setting(Setting)
    case operation(Operation)
  }

  package let parts: [Fragment]

  package func text(_ spelling: Spelling) -> String {
    parts.map { part in
      switch part {
      case .text(let text): text
      case .setting(let setting): spelling.setting(setting)
      case .operation(let operation): spelling.operation(operation)
      }
    }.joined()
  }

  /// Wordings one after the other.
  package init(_ wordings: [Wording], separator: String) {
    var all = Interpolation(literalCapacity: 0, interpolationCount: 0)
    for (i, wording) in wordings.enumerated() {
      if i > 0 { all.appendLiteral(separator) }
      all.appendInterpolation(wording)
    }
    self.init(stringInterpolation: all)
  }

  package func contains(_ text: String) -> Bool { description.contains(text) }
}

extension Wording: CustomStringConvertible {
  package var description: String { text(.plain) }
}

extension Wording: ExpressibleByStringInterpolation {
  package init(stringLiteral text: String) { parts = [.text(text)] }

  package init(stringInterpolation: Interpolation) { parts = stringInterpolation.parts }

  package struct Interpolation: StringInterpolationProtocol {
    fileprivate var parts: [Fragment] = []

    package init(literalCapacity: Int, interpolationCount: Int) {}

    /// Texts that follow one another are one, so that equal wordings are equal however they are written.
    package mutating func appendLiteral(_ literal: String) {
      if literal.isEmpty { return }
      if case .text(let before) = parts.last {
        parts[parts.count - 1] = .text(before + literal)
      } else {
        parts.append(.text(literal))
      }
    }

    package mutating func appendInterpolation(_ value: some CustomStringConvertible) {
      appendLiteral(value.description)
    }

    package mutating func appendInterpolation(_ setting: Setting) {
      parts.append(.setting(setting))
    }

    package mutating func appendInterpolation(_ operation: Operation) {
      parts.append(.operation(operation))
    }

    package mutating func appendInterpolation(_ wording: Wording) {
      for part in wording.parts {
        if case .text(let text) = part { appendLiteral(text) } else { parts.append(part) }
      }
    }
  }
}
