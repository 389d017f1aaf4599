/// The schema: a tree written depth first, whose leaves are columns.
///
/// Levels follow from the tree alone; names follow the rules of LogicalTypes.md, "Nested Types", whose
/// backward-compatible part decides whether a repeated group is a list's element or only wraps it.

struct ParquetSchema {
  private(set) var leaves: [LeafColumn] = []
  private let elements: [ParquetFooter.SchemaElement]
  private var next = 0
  /// Bytes of all columns' names so far.
  private var pathBytes = 0

  /// Deeper schemas than this are refused; real ones have at most a dozen levels.
  static let depthLimit = 100
  /// Every column repeats the names of the groups around it: a long name costs as much as there are columns.
  static let pathLimit = 64 << 20

  init(_ elements: [ParquetFooter.SchemaElement]) throws(Problem) {
    self.elements = elements
    guard let root = elements.first else { throw damage("the schema is empty") }
    next = 1
    // Some writers give the root a type, which it has not.
    for _ in 0..<(try groupCount(root)) { try addField(Branch()) }
    guard next == elements.count else { throw damage("the schema has fields outside of its tree") }
  }

  /// The levels that a field inherits from its ancestors.
  private struct Branch {
    var path: [String] = []
    var schemaPath: [String] = []
    var definition: UInt8 = 0
    var repeated: [LeafColumn.Repeated] = []
    var isInMap = false
    var depth = 0
    /// The annotation of the group around a repeated field.
    var wrapper = Wrapper.none

    enum Wrapper {
      case none
      /// A field that a list or map repeats; the path is at the list's name.
      case list(name: String)
      case map
      /// A list's element inside its wrapping group: its own name means nothing.
      case element
    }
  }

  private mutating func addField(_ parent: Branch) throws(Problem) {
    guard next < elements.count else { throw damage("the schema ends inside a group") }
    guard parent.depth < Self.depthLimit else { throw damage("the schema is nested too deeply") }
    let number = next
    let element = elements[number]
    next += 1

    var branch = parent
    branch.depth += 1
    branch.schemaPath.append(element.name)
    if element.repetition != .required { branch.definition += 1 }
    if element.repetition == .repeated {
      branch.repeated.append(
        LeafColumn.Repeated(element: number, definition: branch.definition))
    }
    let children = try childCount(element)

    switch parent.wrapper {
    case .none:
      branch.path.append(element.name)
      if element.repetition == .repeated { branch.path.append("[]") }
    case .list: branch.path.append("[]")
    case .map: branch.isInMap = true
    case .element: break
    }
    branch.wrapper = .none
    guard element.type == nil else { return try addLeaf(element, branch) }

    switch parent.wrapper {
    case .list(let name) where !isElement(element, children: children, of: name):
      branch.wrapper = .element
      return try addField(branch)
    case .map where children == 1:
      // A map without values is a list of its keys.
      branch.path.append("[]")
      branch.wrapper = .element
      return try addField(branch)
    default: break
    }
    if wrapsRepeated(element, children: children, at: next) {
      branch.wrapper = element.annotation == .map ? .map : .list(name: element.name)
    }
    for _ in 0..<children { try addField(branch) }
  }

  /// Whether a group is a list or a map around exactly one repeated field.
  private func wrapsRepeated(
    _ group: ParquetFooter.SchemaElement, children: Int, at child: Int
  ) -> Bool {
    guard children == 1, child < elements.count else { return false }
    guard elements[child].repetition == .repeated else { return false }
    switch group.annotation {
    case .list: return true
    case .map: return elements[child].type == nil
    default: return false
    }
  }

  /// Rules 2 to 4 (1 is for leaves): a repeated group that is itself the element of the list around it.
  private func isElement(
    _ group: ParquetFooter.SchemaElement, children: Int, of list: String
  ) -> Bool {
    if children != 1 { return true }
    guard next < elements.count else { return true }
    return elements[next].repetition == .repeated || group.name == "array"
      || group.name == list + "_tuple"
  }

  private mutating func addLeaf(
    _ element: ParquetFooter.SchemaElement, _ branch: Branch
  ) throws(Problem) {
    guard let type = element.type else { throw damage("a column without a type") }
    guard 0...Int64(Int32.max) ~= element.typeLength else {
      throw damage("a column's width", got: "\(element.typeLength)")
    }
    if type == .fixedLengthByteArray, element.typeLength == 0 {
      throw damage("a column's width", got: "0", expected: "at least 1")
    }
    let schemaPath = branch.schemaPath.joined(separator: ".")
    pathBytes += schemaPath.utf8.count
    guard pathBytes <= Self.pathLimit else {
      throw damage("the columns' names are too long", expected: "at most \(Self.pathLimit) bytes")
    }
    leaves.append(
      LeafColumn(
        index: leaves.count, path: branch.path.joined(separator: "."), schemaPath: schemaPath,
        type: type,
        typeLength: Int(element.typeLength), annotation: element.annotation,
        maxDefinition: branch.definition, repeated: branch.repeated, isInMap: branch.isInMap))
  }

  private func childCount(_ element: ParquetFooter.SchemaElement) throws(Problem) -> Int {
    element.type == nil ? try groupCount(element) : 0
  }

  private func groupCount(_ element: ParquetFooter.SchemaElement) throws(Problem) -> Int {
    guard 0...Int64(elements.count) ~= element.childCount else {
      throw damage("a group's number of fields", got: "\(element.childCount)")
    }
    return Int(element.childCount)
  }
}
