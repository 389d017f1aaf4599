/// The questions and answers of a `Posts.xml`, in file order, pulled one at a time.
final class PostRows {
  private let stream: XMLStream<Handler>

  init(_ source: any ByteSource, _ log: SkipLog) throws(Problem) {
    stream = try XMLStream(source, Handler(log, path: source.path))
  }

  func next() throws(Problem) -> StackExchangePost? {
    guard try stream.advance() else { return nil }
    return stream.handler.posts.next()
  }

  private final class Handler: XMLHandler {
    var posts = RecordQueue<StackExchangePost>()
    private let log: SkipLog
    private let path: String
    private var row = 0

    init(_ log: SkipLog, path: String) {
      self.log = log
      self.path = path
    }

    var hasRecord: Bool { !posts.isEmpty }

    func start(_ element: XMLName, _ attributes: XMLAttributes) throws(Problem) {
      if row == 0, element == "posts" { return }
      guard element == "row" else {
        throw Problem(
          .badInput, "not a StackExchange Posts.xml", got: "an unknown element",
          expected: "<posts> with <row …/> inside")
      }
      row += 1
      do throws(StackExchangePost.Rejection) {
        posts.append(try StackExchangePost(attributes))
      } catch {
        switch error {
        case .filtered(let reason): log.filtered(reason)
        case .bad(let reason):
          log.bad(reason, Problem(.badInput, reason, path: path, place: "row \(row)"))
        }
      }
    }

    func end(_ element: XMLName) {}
    func text(_ bytes: UnsafeBufferPointer<UInt8>) {}
  }
}
