/// A finished output some of whose files are gone, or are not as long as they were: what is whole stays, the rest
/// is made again.
extension OutputDirectory {
  /// Makes it an unfinished output of the same command, which is then continued like any other.
  ///
  /// - Parameter records: of the units that are whole; those that have no records of theirs need none.
  func reopen(records: [(unit: String, value: JSONValue)] = []) throws(Problem) {
    try makeDirectories(scratch(""))
    // The manifest goes last: a task that ends before that leaves a finished output as before.
    try agreeOnConfiguration()
    for record in records { try self.record(record.unit, record.value) }
    try removeFile(joined(path, "manifest.json"))
  }
}

/// Files that an output should have and has not, or not in their size.
struct MissingFiles {
  private let directory: String
  private(set) var names: [String] = []

  init(_ directory: String) { self.directory = directory }

  var isEmpty: Bool { names.isEmpty }

  /// Looks for a file; returns whether it is as it should be.
  ///
  /// - Parameter bytes: its size; nil: any but 0.
  @discardableResult
  mutating func look(for name: String, bytes: Int?) -> Bool {
    let size = fileSizeIfThere(joined(directory, name))
    if let size, bytes.map({ $0 == size }) ?? (size > 0) { return true }
    add(name)
    return false
  }

  /// Looks for the copy of a tokenizer.
  mutating func look(for files: [ModelFile], below directory: String = "") {
    for file in files { look(for: directory + file.name, bytes: file.bytes.count) }
  }

  /// - Parameter name: of a file that is there, but not what it should be.
  mutating func add(_ name: String) { names.append(name) }

  /// The message about them: the first few by name.
  var text: String {
    let shown = names.prefix(3).joined(separator: ", ")
    let more = names.count > 3 ? ", …" : ""
    return names.count == 1
      ? "1 file is missing or has another size: \(shown)"
      : "\(names.count) files are missing or have another size: \(shown)\(more)"
  }

  /// That they are made again, by this version.
  ///
  /// - Parameters:
  ///   - format: of the output.
  ///   - current: what this version makes.
  func announce(format: Int, current: Int, _ reporter: Reporter) throws(Problem) {
    guard format == current else {
      throw Problem(
        .cannotWrite, "files of a finished output are missing, and an earlier version made it",
        path: directory, got: "format \(format); \(text)", expected: "format \(current)",
        fix: "pass \(.overwrite) to make all of it again")
    }
    let what = names.count == 1 ? "what it belongs to" : "what they belong to"
    reporter.note("\(directory): done already, but \(text); \(what) is made again")
  }
}

/// A plain file's size; nil where there is none.
func fileSizeIfThere(_ path: String) -> Int? {
  isRegularFile(path) ? try? fileSize(path) : nil
}
