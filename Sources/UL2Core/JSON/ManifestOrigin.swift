/// How every manifest begins: what it describes, in which format, written by which program, for which
/// configuration.
package struct ManifestOrigin: Hashable, Sendable {
  /// The number of the format of what it describes: each kind counts its own.
  package var format: Int
  /// The version of the program.
  package var program: String
  /// Hash of all that the output's bytes depend on.
  package var configuration: String

  package init(format: Int, program: String = programVersion, configuration: String) {
    self.format = format
    self.program = program
    self.configuration = configuration
  }

  /// - Throws: another kind, or a format that is not among `formats`.
  package init(
    _ reader: JSONObjectReader, kind: String, formats: ClosedRange<Int>
  ) throws(Problem) {
    _ = try reader.required("kind", JSONRule("\"\(kind)\"") { $0 == .string(kind) ? kind : nil })
    format = try reader.required("format", .int(1...Int.max))
    guard formats.contains(format) else {
      let known = formats.map { String($0) }.joined(separator: " or ")
      throw reader.failure(
        "format", "written in another format", expected: "\(known), which this program knows")
    }
    program = try reader.required("program", .string)
    configuration = try reader.required("configuration", .string("a hash"))
  }

  package func members(kind: String) -> [JSONValue.Member] {
    [
      .init("kind", .string(kind)), .init("format", JSONValue(format)),
      .init("program", .string(program)), .init("configuration", .string(configuration)),
    ]
  }
}
