/// Characters that a page shows by name, since they are not seen or reorder what is.

/// The parts of `text`; line feeds and tabs stay, since pages keep them.
func pageParts(of text: String) -> [VisiblePart] { visibleParts(text, sign: pageSign) }

/// `text` with signs in place.
func visibleInPage(_ text: String) -> String { pageParts(of: text).map(\.text).joined() }

/// The sign for a scalar that is not shown as it is; nil for the others.
private func pageSign(_ scalar: Unicode.Scalar) -> String? {
  switch scalar.value {
  case 0x09, 0x0A: nil
  // The brackets of special tokens: text cannot be mistaken for them here.
  case 0x27E6, 0x27E7: nil
  default: bidirectionalControls[scalar.value] ?? visibleSign(scalar)
  }
}

/// The characters that reorder the text around them, with their names in Unicode Standard Annex 9, table 4.
let bidirectionalControls: [UInt32: String] = [
  0x061C: "ALM", 0x200E: "LRM", 0x200F: "RLM", 0x202A: "LRE", 0x202B: "RLE", 0x202C: "PDF",
  0x202D: "LRO", 0x202E: "RLO", 0x2066: "LRI", 0x2067: "RLI", 0x2068: "FSI", 0x2069: "PDI",
]
