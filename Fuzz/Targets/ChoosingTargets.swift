/// The rules that choose documents, over any text and any metadata that a reader may give.
import UL2Filters

let choosingTargets = [
  FuzzTarget(name: "filter") { bytes throws(Violation) in
    let (metadata, text) = split(bytes)
    guard (try? UTF8Span(validating: text.span)) != nil,
      metadata.first == UInt8(ascii: "{"), skipJSON(metadata) == nil
    else { return }
    var document = Document()
    document.id = Array("id".utf8)
    document.text = text
    document.metadata = metadata
    let log = SkipLog()
    let before = document
    let verdict = DocumentFilter(settings(bytes), exclusions: nil).verdict(&document, log)
    try checkUTF8(document.text, "the text")
    try check(document.text.count <= before.text.count, "a filter has added text")
    try check(
      (verdict == .dropped) == (log.counts.filtered.values.reduce(0, +) == 1),
      "\(verdict), \(log.counts)")
    var again = before
    let second = DocumentFilter(settings(bytes), exclusions: nil).verdict(&again, SkipLog())
    try check(second == verdict && again.text == document.text, "another verdict the second time")
  }
]

private func settings(_ bytes: [UInt8]) -> DocumentFilterSettings {
  var settings = DocumentFilterSettings()
  let bits = choice(bytes)
  if bits & 1 != 0 { settings.add(quality: .c4) }
  if bits & 2 != 0 { settings.add(quality: .gopher) }
  if bits & 12 == 0 { try? settings.add(language: "en") }
  if bits & 16 != 0 { settings.keep = [FieldFilter("a.b", ["x", "1"])] }
  if bits & 32 != 0 { settings.drop = [FieldFilter("a", ["y", "true"])] }
  if bits & 64 != 0 { settings.licenses = ["MIT", "Apache-2.0"] }
  if bits & 128 != 0 { settings.validationShare = 0.25 }
  return settings
}
