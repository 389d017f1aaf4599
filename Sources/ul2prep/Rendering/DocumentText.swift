/// A document of a token store, and a sample of a foreign dataset, for people.
import UL2Pipeline

struct DocumentText {
  let record: DocumentRecord
  let tokens: TokenLines
  let screen: Screen

  var lines: [StyledText] {
    let source = record.source.map { " · \($0)" } ?? ""
    let title = StyledText(
      "document \(grouped(record.number)) of \(grouped(record.count))\(source)", .heading)
    var facts = "\(grouped(record.tokens.count)) tokens"
    if tokens.names.tokenizer == nil {
      facts += ", shown as ids: --tokenizer-model names the model that they were made with"
    }
    return title.wrapped(screen.width, indent: 2) + StyledText(facts).indented(screen.width)
      + ProvenanceText(provenance: record.origin, screen: screen, showsAll: tokens.showsAll).lines
      + [StyledText()]
      + tokens.lines(record.tokens, .plain, gutter: "┃ ")
  }
}

struct SampleText {
  let number: Int
  let dataset: MDSDataset
  let sample: MDSSample
  let screen: Screen

  var lines: [StyledText] {
    let title = StyledText(
      "sample \(grouped(number)) of \(grouped(dataset.sampleCount)) · MDS without manifest.json",
      .heading)
    let columns = dataset.index.shards[dataset.locate(number).shard].format.columns
    let values = sample.json()
    return title.wrapped(screen.width, indent: 2)
      + columns.flatMap { column -> [StyledText] in
        var line = StyledText("\(column.name): ", .heading)
        line.append("\(column.encoding.name) ", .dim)
        let value = values[column.name] ?? .null
        let text = value.string ?? value.text(.spaced)
        let room = screen.width * 4
        let short = text.unicodeScalars.prefix(room)
        line.append(String(short) + (short.count < text.unicodeScalars.count ? "…" : ""))
        return line.indented(screen.width)
      }
  }
}
