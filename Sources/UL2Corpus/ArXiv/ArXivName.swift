/// Ids and dates in arXiv's file names.
enum ArXivName {
  /// Whether an entry of a bulk archive is a paper, `1901/1901.00001.gz`, or named as one elsewhere; others
  /// belong to one paper.
  static func isPaper(_ path: String) -> Bool {
    let parts = path.split(separator: "/")
    guard let name = parts.last, [".gz", ".tgz", ".pdf"].contains(where: name.hasSuffix) else {
      return false
    }
    let stem = withoutEndings(name)
    return isNew(stem) || oldDigits(stem) != nil
      || (parts.count >= 2 && isMonth(parts[parts.count - 2]))
  }

  /// Files that Mac OS adds to archives.
  static func isHidden(_ path: String) -> Bool {
    guard path.utf8.contains(UInt8(ascii: "_")) else { return false }
    return path.split(separator: "/").contains { $0.hasPrefix("._") || $0 == "__MACOSX" }
  }

  /// The paper's id: `1901.00001`, `hep-th/9901001` from `hep-th9901001`; any other file's name
  /// without its endings.
  static func id(_ path: String) -> String {
    let parts = path.split(separator: "/").map(withoutEndings)
    guard let name = parts.last else { return path }
    // `1708.00137/main.tex` is named by its directory.
    if !isNew(name), parts.count >= 2, isNew(parts[parts.count - 2]) {
      return parts[parts.count - 2]
    }
    guard let digits = oldDigits(name) else { return name }
    return "\(name.dropLast(digits))/\(name.suffix(digits))"
  }

  /// How many digits end a name such as `hep-th9901001`; nil where it is none.
  private static func oldDigits(_ name: String) -> Int? {
    let digits = name.utf8.reversed().prefix { $0.isASCIIDigit }.count
    let archive = name.utf8.dropLast(digits)
    let isOld =
      digits == 7 && archive.contains { $0.isASCIILetter }
      && archive.allSatisfy {
        $0.isASCIILetter || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".")
      }
    return isOld ? digits : nil
  }

  /// The month of an id, `1901`; nil for names that are not ids.
  static func month(ofID id: String) -> Substring? {
    if isNew(id) { return id.prefix(4) }
    guard let slash = id.firstIndex(of: "/") else { return nil }
    return id[id.index(after: slash)...].prefix(4)
  }

  private static func isMonth(_ text: Substring) -> Bool {
    text.utf8.count == 4 && text.utf8.allSatisfy(\.isASCIIDigit)
  }

  /// `0704.0001` to `1412.9999`, then five digits.
  private static func isNew(_ name: String) -> Bool {
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 2 && isMonth(parts[0]) && (4...5).contains(parts[1].utf8.count)
      && parts[1].utf8.allSatisfy(\.isASCIIDigit)
  }

  private static func withoutEndings(_ name: Substring) -> String {
    var name = name
    for ending in [".gz", ".tgz", ".tar", ".tex", ".pdf"] where name.hasSuffix(ending) {
      name = name.dropLast(ending.count)
    }
    return String(name)
  }
}

/// The id of the paper that a file is named for.
package func arXivID(path: String) -> String { ArXivName.id(path) }
