/// Values that several manifests hold: counts by name, hashes, lists of texts.
extension JSONValue {
  /// Counts by name, sorted.
  package init(counts: [String: Int]) {
    self = .object(
      counts.sorted { $0.key < $1.key }.map { Member($0.key, JSONValue($0.value)) })
  }
}

extension JSONRule where Value == [String: Int] {
  package static var counts: JSONRule {
    JSONRule("an object of whole numbers") { value in
      guard let members = value.members else { return nil }
      var counts: [String: Int] = [:]
      for member in members {
        guard let count = JSONRule<Int>.count.read(member.value) else { return nil }
        counts[member.key] = count
      }
      return counts
    }
  }
}

extension JSONValue {
  /// Lists of names under what they have in common, sorted by that.
  package init(names: [String: [String]]) {
    self = .object(
      names.sorted { $0.key < $1.key }.map { entry in
        Member(entry.key, .array(entry.value.map { .string($0) }))
      })
  }
}

extension JSONRule where Value == [String: [String]] {
  package static var names: JSONRule {
    JSONRule("an object of lists of strings") { value in
      guard let members = value.members else { return nil }
      var names: [String: [String]] = [:]
      for member in members {
        guard let texts = JSONRule<[String]>.texts.read(member.value) else { return nil }
        names[member.key] = texts
      }
      return names
    }
  }
}

extension JSONRule where Value == UInt64 {
  /// An xxh3 as `hexadecimal` writes it, and in no other spelling.
  package static var hash: JSONRule {
    JSONRule("16 hexadecimal digits") { value in
      guard let text = value.string, let hash = UInt64(text, radix: 16), hexadecimal(hash) == text
      else { return nil }
      return hash
    }
  }
}

extension JSONRule where Value == String {
  /// A hash as it is written.
  package static var hashText: JSONRule {
    JSONRule("16 hexadecimal digits") { value in
      JSONRule<UInt64>.hash.read(value).map { hexadecimal($0) }
    }
  }
}

extension JSONRule where Value == [String] {
  package static var texts: JSONRule {
    JSONRule("a list of strings") { value in
      guard let list = value.array else { return nil }
      let texts = list.compactMap(\.string)
      return texts.count == list.count ? texts : nil
    }
  }
}

extension JSONRule where Value == JSONValue {
  /// An object whose members are somebody else's.
  package static var object: JSONRule {
    // A nil of the value's own type would be the value null.
    JSONRule("an object") { $0.members == nil ? Optional.none : $0 }
  }
}
