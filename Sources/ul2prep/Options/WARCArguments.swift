/// Options for the pages in WARC files.
import ArgumentParser
import UL2Markup
import UL2Pipeline

extension HTMLTextScope: ExpressibleByArgument {
  public static var allValueDescriptions: [String: String] {
    describe([
      main: "the main text, without menus, notices and lists of links", all: "everything visible",
    ])
  }
}

struct WARCArguments: FormatArguments {
  @Option(
    help: ArgumentHelp(
      "WARC: how much of an HTML page to keep. (default: main)",
      valueName: "scope"))
  var htmlText: HTMLTextScope?

  var given: [ReaderOption] { htmlText == nil ? [] : [.htmlText] }

  func apply(to options: inout ReaderOptions) { options.htmlText = htmlText ?? .main }
}
