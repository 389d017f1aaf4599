/// Where the documents of a page came from, each said once.
struct PageOrigins {
  private struct Key: Hashable {
    var source: Int
    var document: Int
  }

  private struct Place: Hashable {
    var store: String?
    var shard: String?
    var input: String?
    var unreachable: String?
  }

  /// Bytes of what readers noted that a page holds: what is left out is counted.
  private static let limit = 3 << 20
  /// Characters of one fact.
  private static let factLimit = 2000

  private var numbers: [Key: Int] = [:]
  private var origins: [JSONValue] = []
  private var places: [Place: Int] = [:]
  private var placeList: [JSONValue] = []
  private var used = 0
  /// Documents with nothing but an id.
  private(set) var shortened = 0

  /// The number of a document's origin.
  mutating func number(
    source: Int, document: Int, _ provenance: () throws(Problem) -> Provenance
  ) throws(Problem) -> Int {
    let key = Key(source: source, document: document)
    if let known = numbers[key] { return known }
    let number = origins.count
    origins.append(json(try provenance()))
    numbers[key] = number
    return number
  }

  private mutating func json(_ origin: Provenance) -> JSONValue {
    var facts = Self.facts(origin.metadata)
    let size = JSONValue.array(facts).bytes().count
    if used + size > Self.limit {
      if !facts.isEmpty { shortened += 1 }
      facts = []
    } else {
      used += size
    }
    return [
      "id": JSONValue(origin.id) { .string(Self.short($0)) },
      "place": JSONValue(place(of: origin)),
      "length": JSONValue(origin.documentLength) { JSONValue($0) },
      "facts": .array(facts),
    ]
  }

  /// Pairs of a name and a text; a list of texts where there are several.
  private static func facts(_ metadata: JSONValue?) -> [JSONValue] {
    switch metadata {
    case .object(let members):
      members.filter { $0.value != .null }.map { member in
        [
          .string(short(member.key)),
          .string(short(member.value.string ?? member.value.text(.spaced))),
        ]
      }
    case .string(let text): [["metadata", .string(short(text))]]
    default: []
    }
  }

  private static func short(_ text: String) -> String {
    let scalars = text.unicodeScalars
    return scalars.count <= factLimit ? text : String(scalars.prefix(factLimit)) + "…"
  }

  private mutating func place(of origin: Provenance) -> Int {
    let place = Place(
      store: origin.store, shard: origin.shard, input: origin.input,
      unreachable: origin.unreachable)
    if let known = places[place] { return known }
    func text(_ value: String?) -> JSONValue { JSONValue(value) { .string($0) } }
    let number = placeList.count
    placeList.append(
      [
        "store": text(place.store), "shard": text(place.shard), "input": text(place.input),
        "unreachable": text(place.unreachable),
      ])
    places[place] = number
    return number
  }

  var json: JSONValue { ["documents": .array(origins), "places": .array(placeList)] }
}
