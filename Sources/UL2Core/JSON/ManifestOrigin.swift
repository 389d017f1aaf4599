/// How every manifest begins: what it describes, in which format, written by which program, for which
/// configuration.
package struct ManifestOrigin: Hashable, Sendable {
  /// The version of the program.
  package var program: String
  /// Hash of all that the output's bytes depend on.
  package var configuration: String

  package init(program: String = programVersion, configuration: String) {
    self.program = program
    self.configuration = configuration
  }

  /// - Throws: another kind, or another format than this program knows.
  package init(_ reader: JSONObjectReader, kind: String) throws(Problem) {
    _ = try reader.required("kind", JSONRule("\"\(kind)\"") { $0 == .string(kind) ? kind : nil })
    let number = try reader.required("format", .int(1...Int.max))
    guard number == formatNumber else {
      throw reader.failure(
        "format", "written in another format",
        expected: "\(formatNumber), which this program knows")
    }
    program = try reader.required("program", .string)
    configuration = try reader.required("configuration", .string("a hash"))
  }

  package func members(kind: String) -> [JSONValue.Member] {
    [
      .init("kind", .string(kind)), .init("format", JSONValue(formatNumber)),
      .init("program", .string(program)), .init("configuration", .string(configuration)),
    ]
  }
}
