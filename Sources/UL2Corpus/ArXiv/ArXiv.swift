/// arXiv: a document per paper, from the TeX of its source.
import UL2Input

extension Source {
  public static let arXiv = Source(
    name: "arxiv",
    summary:
      "bulk `.tar` of sources, directories of papers, single papers; JSON Lines",
    formats: [.arXivSource, .jsonLines], fields: .arXiv)
}

extension InputFormat {
  /// A bulk tar, one paper's tar, or its one TeX file.
  public static let arXivSource = InputFormat(
    id: .arXivSource, phrase: "a bulk tar or a paper's source", options: [.dropAppendix],
    mayBeEmpty: true,
    looksLike: { first in
      if first.isTar { return true }
      // TeX has no signature: it is what text is that is nothing else.
      return !first.isArchive && !first.isEmpty && !first.hasZero && !first.hasText("{")
        && !first.hasText("[{")
        && !first.begins(with: "WARC/") && !first.begins(with: "filedesc:")
        && !first.begins(with: "PAR1")
    },
    open: { input throws(Problem) in
      let options = input.options
      return ArXivParts(
        input.bytes,
        ArXivOptions(recordText: options.recordText, dropsAppendix: options.dropsAppendix))
    })
}
