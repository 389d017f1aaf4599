/// Documents and verdicts for tests of choosing.
import ReaderSupport
import UL2Core
import UL2Filters

func document(_ text: String, id: String = "x", metadata: String = "{}") -> Document {
  var document = Document()
  document.id = Array(id.utf8)
  document.text = Array(text.utf8)
  document.metadata = Array(metadata.utf8)
  return document
}

/// Applies a choice to documents, each with its own log.
struct Chosen {
  let filter: DocumentFilter

  init(exclusions: Exclusions? = nil, _ set: (inout DocumentFilterSettings) throws -> Void) rethrows
  {
    var settings = DocumentFilterSettings()
    try set(&settings)
    filter = DocumentFilter(settings, exclusions: exclusions)
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

/// Sentences of twelve English words each, drawn at random: hardly any phrase occurs twice.
func prose(sentences: Int, from start: Int = 0) -> [String] {
  (start..<start + sentences).map { i in
    var random = CounterRandom(key: 11, counter: UInt64(i) << 32)
    return (0..<12).map { _ in vocabulary[random.below(vocabulary.count)] }.joined(separator: " ")
      + "."
  }
}

private let vocabulary = """
  the the of and to with that have a in is it was for on as are they at be this from I had by not but what \
  some we can out other were all there when up use your how said an each she which their time will way about \
  many then them would write like so these her long make thing see him two has look more day could go come \
  did number sound no most people my over know water than call first who may down side been now find any new \
  work part take get place made live where after back little only round man year came show every good me \
  give our under name very through just form sentence great think say help low line differ turn cause much \
  mean before move right boy old too same tell does set three want air well also play small end put home read
  """.split(whereSeparator: \.isWhitespace).map(String.init)
