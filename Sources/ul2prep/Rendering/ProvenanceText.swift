/// Where a document came from, one line per fact.
import UL2Pipeline

struct ProvenanceText {
  let provenance: Provenance
  let screen: Screen
  let showsAll: Bool
  /// Of what the reader noted.
  private static let factLimit = 6
  /// The keys that people look for first.
  private static let first = ["url", "title", "path", "repo_name", "timestamp", "date"]
  /// A fact is cut to this many lines of the screen.
  private static let lineLimit = 2

  var lines: [StyledText] {
    var facts: [(String, String)] = []
    var more = 0
    if let reason = provenance.unreachable {
      let store = provenance.store.map { "store \($0): " } ?? ""
      return StyledText("\(store)\(reason), so its id and url are not known", .dim)
        .indented(screen.width)
    }
    if let id = provenance.id { facts.append(("id", id)) }
    switch provenance.metadata {
    case .object(let members):
      let noted = members.filter { $0.value != .null }
      let wanted =
        noted.filter { Self.first.contains($0.key) }
        + noted.filter { !Self.first.contains($0.key) }
      let limit =
        showsAll || wanted.count <= Self.factLimit + 1 ? wanted.count : Self.factLimit
      more = wanted.count - limit
      for member in wanted.prefix(limit) {
        let value = member.value.string ?? member.value.text(.spaced)
        if value == provenance.id {
          // As with web pages, whose address is their name.
          facts[0].0 = "id, " + member.key
        } else {
          facts.append((member.key == "id" ? "id of its own" : member.key, value))
        }
      }
    case .string(let text): facts.append(("metadata", text))
    default: break
    }
    if more > 0 { facts.append(("\(more) more facts", "--full shows them")) }
    if let input = provenance.input { facts.append(("input", input)) }
    if let store = provenance.store {
      facts.append(("store", joined(store, provenance.shard ?? "")))
    }
    return facts.flatMap { key, value in fact(key, value) }
  }

  private func fact(_ key: String, _ value: String) -> [StyledText] {
    var line = StyledText(key + ": ", .dim)
    let room = (screen.width - 2) * Self.lineLimit - line.width - 4
    let short = value.unicodeScalars.prefix(max(room, 8))
    line.append(String(short) + (short.count < value.unicodeScalars.count ? "…" : ""))
    return line.indented(screen.width)
  }
}
