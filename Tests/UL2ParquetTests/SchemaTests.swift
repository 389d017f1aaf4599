import ReaderSupport
import TestSupport
import Testing
import UL2Parquet

/// Names and levels of the schemas in LogicalTypes.md, "Nested Types".
@Suite("Parquet: schemas")
struct SchemaTests {
  typealias Field = TinyParquet.Field

  func leaves(_ fields: [Field]) throws -> [LeafColumn] {
    let columns = fields.filter { $0.type != nil }.map { _ in [TinyParquet.Page]() }
    return try TinyParquet(fields, columns, rows: 0).withFile { try ParquetFile($0).leaves }
  }

  func group(_ name: String, _ repetition: Int, _ converted: Int? = nil, children: Int = 1) -> Field
  {
    Field(name: name, repetition: repetition, converted: converted, children: children)
  }

  func string(_ name: String, _ repetition: Int = 0) -> Field {
    Field(name: name, type: .byteArray, repetition: repetition, converted: 0)
  }

  @Test("Lists of three levels") func threeLevels() throws {
    let leaf = try leaves([group("my_list", 1, 3), group("list", 2), string("element", 1)])[0]
    #expect(leaf.path == "my_list.[]")
    #expect(leaf.schemaPath == "my_list.list.element")
    #expect(leaf.plainPath == "my_list")
    #expect(leaf.maxDefinition == 3)
    #expect(leaf.repeated.map(\.definition) == [2])
  }

  @Test("Lists without an element's level: rules 1 to 4") func twoLevels() throws {
    #expect(try leaves([group("my_list", 1, 3), string("element", 2)])[0].path == "my_list.[]")
    #expect(
      try leaves([
        group("my_list", 1, 3), group("element", 2, children: 2), string("str"), string("num"),
      ])
      .map(\.path) == ["my_list.[].str", "my_list.[].num"])
    let nested = try leaves([group("my_list", 1, 3), group("array", 2, 3), string("array", 2)])[0]
    #expect(nested.path == "my_list.[].[]")
    #expect(nested.repeated.map(\.definition) == [2, 3])
    for name in ["array", "my_list_tuple"] {
      #expect(
        try leaves([group("my_list", 1, 3), group(name, 2), string("str")])[0].path
          == "my_list.[].str")
    }
    #expect(
      try leaves([group("my_list", 1, 3), group("element", 2), string("str", 1)])[0].path
        == "my_list.[]")
  }

  @Test("Repeated fields without an annotation") func repeated() throws {
    #expect(try leaves([string("num", 2)])[0].path == "num.[]")
    #expect(try leaves([group("my_list", 2), string("str")])[0].path == "my_list.[].str")
  }

  @Test("Maps, also under the wrong annotation", arguments: [1, 2]) func maps(_ converted: Int)
    throws
  {
    let map = try leaves([
      group("my_map", 1, converted), group("map", 2, children: 2), string("key"),
      string("value", 1),
    ])
    #expect(map.map(\.path) == ["my_map.key", "my_map.value"])
    #expect(map.map(\.isInMap) == [true, true])
    #expect(map.map(\.maxDefinition) == [2, 3])
  }

  @Test("Structures") func structures() throws {
    let leaf = try leaves([group("a", 1), group("b", 1), string("c", 1)])[0]
    #expect(leaf.path == "a.b.c")
    #expect(leaf.maxDefinition == 3)
    #expect(leaf.maxRepetition == 0)
  }

  @Test("Trees that do not close, and bottomless ones") func broken() throws {
    #expect(throws: Problem.self) { try leaves([group("a", 1, children: 2), string("b")]) }
    #expect(throws: Problem.self) {
      try leaves((0..<1000).map { group("g\($0)", 1) } + [string("leaf")])
    }
  }

  @Test("A long name above many columns is refused, not repeated for each") func longNames() throws
  {
    let name = String(repeating: "n", count: 100_000)
    let fields = [group(name, 0, children: 1000)] + (0..<1000).map { string("c\($0)") }
    let problem = #expect(throws: Problem.self) { try leaves(fields) }
    #expect(problem?.problem == "the columns' names are too long")
  }
}
