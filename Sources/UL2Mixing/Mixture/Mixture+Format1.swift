/// Mixtures as shards of format 1 had them.
extension Mixture {
  /// The mixture as the configuration of the same command had it in format 1: without the rule for too few sentinels,
  /// and with the limits that two of the mixtures that ship with the program then had.
  package var jsonOfFormat1: JSONValue {
    var earlier = self
    if isBuiltIn {
      for i in objectives.indices { earlier.objectives[i].maxChunkTokens = limitOfFormat1(i) }
    }
    guard let members = earlier.json.members else { return earlier.json }
    return .object(members.filter { $0.key != "too_few_sentinels" })
  }

  /// Whether it is one that ships with the program, except for what the command line changes.
  private var isBuiltIn: Bool {
    guard let own = Mixture.builtIn.first(where: { $0.name == path }),
      let mixture = try? Mixture.parse(own.bytes, path: own.name)
    else { return false }
    return mixture.name == name && mixture.objectives == objectives
  }

  private func limitOfFormat1(_ i: Int) -> Int? {
    guard ["ul2", "openmoe-original"].contains(name),
      case .spanCorruption(let parameters) = objectives[i].objective,
      parameters.noiseDensity == Fraction(1, 2)
    else { return objectives[i].maxChunkTokens }
    return switch parameters.meanSpanLength {
    case Fraction(3, 1): 602
    case Fraction(8, 1): 1609
    default: objectives[i].maxChunkTokens
    }
  }
}
