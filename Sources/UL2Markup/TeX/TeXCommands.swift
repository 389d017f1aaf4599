/// The meaning of each command of a paper: TeX's own, until the authors define otherwise.
///
/// Every command of a text is looked up, most of them in vain. The authors' own are in a
/// dictionary, guarded by a filter that most other names do not pass; TeX's are the same for all
/// papers, and no paper copies them.
struct TeXCommands {
  private let builtIn = TeXBuiltIns.table
  private var own: [TeXName: TeXMeaning?] = [:]
  /// A bit for some of a name's: none that is set is in `own`.
  private var filter: [UInt64] = Array(repeating: 0, count: 64)

  subscript(_ name: TeXName) -> TeXMeaning? {
    get {
      if filter[name.hash >> 6 & 63] & 1 << (name.hash & 63) != 0, let meaning = own[name] {
        return meaning
      }
      return builtIn[name]
    }
    set {
      filter[name.hash >> 6 & 63] |= 1 << (name.hash & 63)
      own[name] = .some(newValue)
    }
  }
}

/// TeX's own commands, by the hash that a name is.
struct TeXBuiltIns: Sendable {
  static let table = TeXBuiltIns(TeXMeaning.builtIn)

  private var names: [TeXName?]
  private var meanings: [TeXMeaning?]

  private init(_ commands: [TeXName: TeXMeaning]) {
    var count = 64
    while count < 8 * commands.count { count *= 2 }
    names = Array(repeating: nil, count: count)
    meanings = Array(repeating: nil, count: count)
    for (name, meaning) in commands {
      var slot = name.hash & (count - 1)
      while names[slot] != nil { slot = (slot + 1) & (count - 1) }
      names[slot] = name
      meanings[slot] = meaning
    }
  }

  subscript(_ name: TeXName) -> TeXMeaning? {
    var slot = name.hash & (names.count - 1)
    while let found = names[slot] {
      if found == name { return meanings[slot] }
      slot = (slot + 1) & (names.count - 1)
    }
    return nil
  }
}
