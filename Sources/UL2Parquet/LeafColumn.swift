/// A column of values: a leaf of the schema, with what Dremel's levels mean for it.

package struct LeafColumn: Sendable {
  /// Its number among the leaves, which is also its chunk's number in every row group.
  package var index: Int
  /// Names as people know them: `files.[].content`; a list is `[]`, a map's inner group is left out.
  package var path: String
  /// Names as the schema has them: `files.list.element.content`.
  package var schemaPath: String
  package var type: PhysicalType
  /// The bytes of a FIXED_LEN_BYTE_ARRAY.
  package var typeLength: Int
  package var annotation: Annotation
  /// The definition level of a value that is there; lower levels say at which depth it is missing.
  package var maxDefinition: UInt8
  /// The number of repeated ancestors, itself included.
  package var maxRepetition: UInt8 { UInt8(repeated.count) }
  /// The repeated ancestors from the outside in.
  package var repeated: [Repeated]
  package var isInMap: Bool

  package struct Repeated: Sendable, Equatable {
    /// Its number in the schema: columns that share it repeat together.
    package var element: Int
    /// The definition level from which on an element exists; one less is an empty list.
    package var definition: UInt8
  }

  /// The path without the marks of lists, as a person types it: `files.content`.
  package var plainPath: String {
    path.split(separator: ".").filter { $0 != "[]" }.joined(separator: ".")
  }

  /// Whether a value is text, or bytes that may be.
  package var mayBeText: Bool { type == .byteArray && (annotation == .text || annotation == .none) }

  /// Whether it has no values: a writer that has seen nothing but nulls does not know their type.
  package var isNull: Bool { annotation == .null }
}
