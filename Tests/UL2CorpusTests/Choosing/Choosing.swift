/// Documents and verdicts for tests of choosing.
import UL2Corpus

func document(_ text: String, id: String = "x", metadata: String = "{}") -> Document {
  var document = Document()
  document.id = Array(id.utf8)
  document.text = Array(text.utf8)
  document.metadata = Array(metadata.utf8)
  return document
}

/// What a choice makes of documents, each with a filter of its own log.
struct Chosen {
  let filter: DocumentFilter

  init(exclusions: Exclusions? = nil, _ set: (inout DocumentChoice) throws -> Void) rethrows {
    var choice = DocumentChoice()
    try set(&choice)
    filter = DocumentFilter(choice, exclusions: exclusions)
  }

  /// Why a document is dropped; `train` or `validation` where it is not.
  func callAsFunction(_ document: Document) -> String {
    var copy = document
    return self(changing: &copy)
  }

  func callAsFunction(changing document: inout Document) -> String {
    let log = SkipLog()
    let verdict = filter.verdict(&document, log)
    if verdict != .dropped {
      return log.counts == SkipCounts() ? "\(verdict)" : "counted and not dropped"
    }
    let counts = log.counts.filtered
    return counts.count == 1 && counts.first?.value == 1 && log.counts.badTotal == 0
      ? counts.first!.key : "dropped and counted as \(counts)"
  }
}

/// English prose: each sentence different, 12 words or so.
func prose(sentences: Int, from start: Int = 0) -> [String] {
  let subjects = ["the old painter", "a tired engineer", "our neighbour", "the young doctor"]
  let verbs = ["walked to", "wrote about", "looked for", "dreamed of", "talked with"]
  let objects = [
    "the river", "a broken clock", "her brother", "that house", "the harbour", "a song",
  ]
  let times = ["in spring", "before noon", "with great care", "after the war", "to be sure"]
  return (start..<start + sentences).map { i in
    let parts = [
      subjects[i % 4], verbs[i / 4 % 5], objects[i / 20 % 6], "and", subjects[(i / 3 + 1) % 4],
      verbs[i * 7 % 5], objects[(i / 2 + 3) % 6], times[i * 3 % 5], "number", number(i),
    ]
    return parts.joined(separator: " ") + "."
  }
}

/// A number in letters, so that it counts as a word with letters.
private func number(_ value: Int) -> String {
  String(value).map { String(UnicodeScalar(UInt8(ascii: "a") + UInt8($0.wholeNumberValue!))) }
    .joined()
}
