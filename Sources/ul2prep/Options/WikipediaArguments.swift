/// Options for Wikipedia's pages.
import ArgumentParser
import UL2Markup
import UL2Pipeline

extension WikitextTables: ExpressibleByArgument {
  public static var allValueDescriptions: [String: String] {
    describe([drop: "leave them out", rows: "keep one line per row: a | b"])
  }
}

struct WikipediaArguments: FormatArguments {
  @Option(
    help: ArgumentHelp(
      "Wikipedia: what to do with tables. (default: drop)",
      valueName: "what"))
  var tables: WikitextTables?

  var given: [ReaderOption] { tables == nil ? [] : [.tables] }

  func apply(to options: inout ReaderOptions) { options.tables = tables ?? .drop }
}
