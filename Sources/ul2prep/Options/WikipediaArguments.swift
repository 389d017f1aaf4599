/// Options for Wikipedia's pages.
import ArgumentParser
import UL2Markup
import UL2Pipeline

extension WikitextTables: ExpressibleByArgument {}

struct WikipediaArguments: FormatArguments {
  @Option(
    help: ArgumentHelp(
      "Wikipedia: what becomes of tables: drop (none is kept) or rows (a line for each row, a | b) (default: drop).",
      valueName: "what"))
  var tables: WikitextTables?

  var given: [ReaderOption] { tables == nil ? [] : [.tables] }

  func apply(to options: inout ReaderOptions) { options.tables = tables ?? .drop }
}
