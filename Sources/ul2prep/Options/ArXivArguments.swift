/// Options for arXiv's papers.
import ArgumentParser
import UL2Pipeline

struct ArXivArguments: FormatArguments {
  @Flag(help: "arXiv: end a paper's text where its appendices begin.")
  var dropAppendix = false

  var given: [ReaderOption] { dropAppendix ? [.dropAppendix] : [] }

  func apply(to options: inout ReaderOptions) { options.dropsAppendix = dropAppendix }
}
