/// Options for the pages in WARC files.
import ArgumentParser
import UL2Markup
import UL2Pipeline

extension HTMLTextScope: ExpressibleByArgument {}

struct WARCArguments: FormatArguments {
  @Option(
    help: ArgumentHelp(
      "WARC: how much of a page of HTML is its text: main (without menus, notices, lists of links) or all (everything visible) (default: main).",
      valueName: "scope"))
  var htmlText: HTMLTextScope?

  var given: [ReaderOption] { htmlText == nil ? [] : [.htmlText] }

  func apply(to options: inout ReaderOptions) { options.htmlText = htmlText ?? .main }
}
