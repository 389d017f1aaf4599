/// Where a plan ends, as manifests say it: `{"tokens": 1000}`, `{"epochs": 2}`, `"once"`.
extension PlanLimit {
  package var json: JSONValue {
    switch self {
    case .tokens(let count): ["tokens": JSONValue(count)]
    case .epochs(let count): ["epochs": JSONValue(count)]
    case .once: "once"
    }
  }
}

extension JSONRule where Value == PlanLimit {
  package static var planLimit: JSONRule {
    JSONRule("a number of tokens or epochs, or \"once\"") { value in
      if value == "once" { return .once }
      if let count = value["tokens"]?.int, count > 0 { return .tokens(count) }
      if let count = value["epochs"]?.int, (1...65_535).contains(count) { return .epochs(count) }
      return nil
    }
  }
}
