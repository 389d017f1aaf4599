/// Quotations, lists and their items: what is open around a line.
extension MarkdownLayout {
  mutating func push(_ container: Container) {
    // A cell is one line.
    if isInCell { return }
    guard open.count < 24, overflow == 0 else {
      overflow += 1
      return
    }
    open.append(container)
    if container.kind == .quotation { open[open.count - 1].width = indent(by: 2) }
  }

  private mutating func pop(to count: Int) {
    for container in open[count...] { indentation -= container.width }
    open.removeSubrange(count...)
    common = min(common, count)
  }

  /// Closes the innermost container that `isWanted`, with what is in it; none where one that `isWall` is
  /// further in.
  mutating func close(
    _ isWanted: (Container.Kind) -> Bool, behind isWall: (Container.Kind) -> Bool
  ) {
    if isInCell { return }
    if overflow > 0 {
      overflow -= 1
      return
    }
    for index in open.indices.reversed() {
      if isWanted(open[index].kind) { return pop(to: index) }
      if isWall(open[index].kind) { return }
    }
  }

  private var isInItem: Bool { open.last?.kind == .item }

  mutating func startList(from first: Int?) {
    breakLine(isInItem ? 1 : 2)
    // CommonMark's numbers have at most nine digits.
    let number = first.map { 0...999_999_999 ~= $0 ? $0 : 1 }
    push(Container(kind: number == nil ? .bullets : .numbers, number: number ?? 0))
  }

  mutating func endList(_ kind: Container.Kind) {
    close({ $0 == kind }, behind: { $0 == .quotation })
    breakLine(isInItem ? 1 : 2)
  }

  mutating func startItem() {
    breakLine(1)
    // The one before ends where this begins, with or without an end tag.
    if overflow == 0 { close({ $0 == .item }, behind: { $0 != .item }) }
    push(Container(kind: .item, owesMarker: true))
  }
}
