/// How wide tables may be: on a terminal, as wide as it is; in a file or a pipe, as wide as they are.
import Glibc

struct TableRoom {
  var columns: Int

  static var standardOutput: TableRoom {
    TableRoom(columns: isatty(STDOUT_FILENO) == 1 ? terminalColumns(STDOUT_FILENO) : .max)
  }

  /// A table's text; the other's where it does not fit. What is still too wide loses the ends of its names.
  func text(_ table: Table, orElse narrow: () -> Table) -> String {
    table.width <= columns ? table.text : narrow().shortened(to: columns).text
  }
}
