/// Reads the values of a manifest, whose absence is a problem with its place.
struct ManifestReader {
  let json: JSONValue
  let path: String
  private let prefix: String

  init(_ json: JSONValue, path: String, place: String) {
    self.json = json
    self.path = path
    prefix = place
  }

  init(_ json: JSONValue, _ outer: ManifestReader, _ key: String) {
    self.init(json, path: outer.path, place: outer.place(key))
  }

  func place(_ key: String) -> String { prefix.isEmpty ? key : prefix + "." + key }

  func value<T>(
    _ key: String, _ expected: String, _ read: (JSONValue) -> T?
  ) throws(Problem) -> T {
    let value = json[key]
    guard let result = value.flatMap(read) else {
      throw Problem(
        .badInput, value == nil ? "missing from the manifest" : "bad value in the manifest",
        path: path, place: place(key), got: value?.text(), expected: expected)
    }
    return result
  }

  func int(_ key: String, _ range: ClosedRange<Int>) throws(Problem) -> Int {
    try value(key, "a whole number from \(range.lowerBound) to \(range.upperBound)") { value in
      value.int.flatMap { range.contains($0) ? $0 : nil }
    }
  }

  func double(_ key: String) throws(Problem) -> Double { try value(key, "a number") { $0.double } }

  /// A decimal number above 0, exactly.
  func fraction(_ key: String) throws(Problem) -> Fraction {
    try value(key, "a decimal number above 0") { value in
      guard case .number(let text) = value, let fraction = Fraction(decimal: text),
        fraction.numerator > 0
      else { return nil }
      return fraction
    }
  }

  func object(_ key: String) throws(Problem) -> ManifestReader {
    ManifestReader(try value(key, "an object") { $0.members == nil ? nil : $0 }, self, key)
  }

  func optional(_ key: String) throws(Problem) -> ManifestReader? {
    json[key] == .null || json[key] == nil ? nil : try object(key)
  }

  func list<T>(
    _ key: String, _ count: ClosedRange<Int>, _ read: (ManifestReader) throws(Problem) -> T
  ) throws(Problem) -> [T] {
    let values = try value(key, "a list of \(count.lowerBound) to \(count.upperBound)") { value in
      value.array.flatMap { count.contains($0.count) ? $0 : nil }
    }
    var list: [T] = []
    for (i, value) in values.enumerated() {
      list.append(try read(ManifestReader(value, self, "\(key)[\(i)]")))
    }
    return list
  }
}
