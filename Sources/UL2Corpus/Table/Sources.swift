/// The table of sources, in the order in which they are listed.
extension Source {
  public static let all: [Source] = [
    .commonCrawl, .c4, .stackExchange, .arXiv, .wikipedia, .gitHub, .theStack, .jsonLines,
    .text,
  ]
}
