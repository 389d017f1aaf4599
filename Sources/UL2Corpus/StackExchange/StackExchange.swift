/// StackExchange: a site's questions with their answers, from its dump.
import UL2Input

extension Source {
  public static let stackExchange = Source(
    name: "stackexchange",
    summary:
      "a site's `.7z` or `Posts.xml`: questions joined with their answers in bounded memory; JSON Lines",
    formats: [.postsXML, .jsonLines],
    // The other tables of a site.
    companions: Companions.common
      + ["Badges", "Comments", "PostHistory", "PostLinks", "Tags", "Users", "Votes"]
      .map { $0 + ".xml*" })
}

extension InputFormat {
  public static let postsXML = InputFormat(
    id: .postsXML, phrase: "a site's Posts.xml or its 7z archive",
    options: [.minScore, .maxAnswers, .markup, .answers], sevenZipMember: "Posts.xml",
    looksLike: { $0.hasText("<") },
    open: { input throws(Problem) in
      let options = input.options
      let scratch = input.scratch
      return StackExchangeParts(
        input.bytes, recordText: options.recordText,
        filter: StackExchangeFilter(minScore: options.minScore, maxAnswers: options.maxAnswers),
        style: PostStyle(markup: options.markup, answers: options.answers),
        scratch: scratch)
    })
}
