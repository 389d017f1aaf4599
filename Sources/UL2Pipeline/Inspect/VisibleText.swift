/// Text from files made fit for a terminal: whatever could move the cursor, change colours or reorder
/// what is read is shown as a sign instead of being sent.

/// A stretch of text, either as it is or a sign for what may not be sent.
package struct VisiblePart: Hashable, Sendable {
  package var text: String
  package var isSign: Bool
}

/// The parts of `text`; line feeds become `↵`.
///
/// - Parameter sign: of a scalar that is not shown as it is; nil for the others.
package func visibleParts(
  _ text: String, sign signOf: (Unicode.Scalar) -> String? = visibleSign
) -> [VisiblePart] {
  var parts: [VisiblePart] = []
  var plain = String.UnicodeScalarView()
  func flush() {
    if !plain.isEmpty { parts.append(VisiblePart(text: String(plain), isSign: false)) }
    plain.removeAll()
  }
  for scalar in text.unicodeScalars {
    guard let sign = signOf(scalar) else {
      plain.append(scalar)
      continue
    }
    flush()
    parts.append(VisiblePart(text: sign, isSign: true))
  }
  flush()
  return parts
}

/// `text` with signs in place.
package func visible(_ text: String) -> String { visibleParts(text).map(\.text).joined() }

/// The sign for a scalar that is not sent; nil for the others.
package func visibleSign(_ scalar: Unicode.Scalar) -> String? {
  switch scalar.value {
  case 0x20...0x7E: return nil
  case 0x0A: return "↵"
  case 0x09: return "⇥"
  case 0..<0x20: return String(Unicode.Scalar(0x2400 + scalar.value)!)
  case 0x7F: return "␡"
  // Joiners change how letters of Persian and Indic scripts look, and nothing else.
  case 0x200C, 0x200D: return nil
  // The brackets around special tokens where there are no colours: text cannot forge them.
  case 0x27E6, 0x27E7: break
  default:
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse,
      .unassigned:
      break
    default: return nil
    }
  }
  return "\\u{" + String(scalar.value, radix: 16, uppercase: true) + "}"
}

/// Columns of a terminal that a scalar takes: 0 for combining marks, 2 for wide East Asian letters
/// and pictures.
func columns(_ scalar: Unicode.Scalar) -> Int {
  let value = scalar.value
  if value < 0x300 { return 1 }
  switch scalar.properties.generalCategory {
  case .nonspacingMark, .enclosingMark, .format: return 0
  default: break
  }
  switch value {
  case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3,
    0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F,
    0x1F680...0x1F6FF, 0x1F900...0x1FAFF, 0x20000...0x3FFFD:
    return 2
  default: return scalar.properties.isEmojiPresentation ? 2 : 1
  }
}
