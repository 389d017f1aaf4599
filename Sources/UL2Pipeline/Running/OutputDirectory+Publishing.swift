/// Writes and publishes the files of the output as a whole. Any task may do it, and several at the same time.
extension OutputDirectory {
  /// Writes a file that others of this output may write at the same time, with the same bytes.
  package func publish(_ bytes: [UInt8], as name: String) throws(Problem) {
    try write(bytes, as: joined(building, name))
  }

  /// Writes a file that is published with the output, by whichever task.
  func prepare(_ bytes: [UInt8], as name: String) throws(Problem) {
    try write(bytes, as: prepared(name))
  }

  /// Writes the copy of a tokenizer.
  ///
  /// - Parameter directory: within the output; empty: the output itself.
  func publish(_ files: [ModelFile], below directory: String = "") throws(Problem) {
    for file in files { try publish(file.bytes, as: directory + file.name) }
  }

  /// Writes the copy of a tokenizer, which is published with the output.
  func prepare(_ files: [ModelFile]) throws(Problem) {
    for file in files { try prepare(file.bytes, as: file.name) }
  }

  func prepared(_ name: String) -> String { joined(joined(work, "publish"), name) }

  /// Writes a file in this task's directory.
  func writeScratch(
    _ name: String, _ body: (inout FileWriter) throws(Problem) -> Void
  ) throws(Problem) {
    var file = try FileWriter(scratch(name))
    try body(&file)
    _ = try file.publish()
  }

  private func write(_ bytes: [UInt8], as place: String) throws(Problem) {
    try makeDirectories(directoryName(place))
    let own = scratch("publish")
    try AtomicFile.write(bytes, to: own)
    try rename(own, to: place)
    try synchronizeDirectory(directoryName(place))
  }

  /// Publishes what was prepared, except for the manifest, which comes last.
  func publishPrepared() throws(Problem) {
    let (names, directories) = try Self.contents(of: joined(work, "publish"))
    for name in names where name != "manifest.json" {
      let place = joined(building, name)
      try makeDirectories(directoryName(place))
      do throws(Problem) {
        try rename(prepared(name), to: place)
      } catch {
        // Another task has moved it.
        guard !exists(prepared(name)), exists(place) else { throw error }
      }
    }
    // Also those from which all has been moved, by a task that was killed before it came here.
    for name in directories { try synchronizeDirectory(joined(building, name)) }
  }

  /// The files below a directory, and the directories that they are in, itself among them, as ".".
  private static func contents(
    of directory: String
  ) throws(Problem) -> (files: [String], directories: [String]) {
    guard isDirectory(directory) else { return ([], []) }
    var (files, directories): ([String], [String]) = ([], ["."])
    for name in try listDirectory(directory) {
      guard isDirectory(joined(directory, name)) else {
        files.append(name)
        continue
      }
      let below = try contents(of: joined(directory, name))
      files += below.files.map { joined(name, $0) }
      directories += below.directories.map { $0 == "." ? name : joined(name, $0) }
    }
    return (files, directories)
  }

  /// Moves a finished file to its place below the output; another task may have done it, or be about to.
  package func publish(_ file: String, as name: String) throws(Problem) {
    let source = finished(file)
    guard exists(source) else { return }
    do throws(Problem) {
      try rename(source, to: joined(path, name))
    } catch {
      if exists(source) || !exists(joined(path, name)) { throw error }
    }
  }

  /// Publishes the manifest, which finishes the output. A power cut must not keep the manifest and lose what it
  /// names, nor lose it and what it would be made of again.
  package func finish(manifest value: JSONValue) throws(Problem) {
    try makeWay()
    try moveIntoPlace()
    try synchronizeDirectory(path)
    try publish(ManifestFile.text(value), as: "manifest.json")
    removeWork()
  }

  /// Tasks that end at the same time may all try; what one leaves, the next run of any removes.
  package func removeWork() {
    if exists(work) { try? removeTree(work) }
  }
}
