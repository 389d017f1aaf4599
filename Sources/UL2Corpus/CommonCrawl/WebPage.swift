import UL2Markup

/// One page as a crawler stored it: from an HTTP response to text in UTF-8.
struct WebPage {
  enum Outcome {
    /// The block is now the page's content, in UTF-8.
    case page
    case filtered(String)
    case bad(String, got: String?)
  }

  private var head = HTTPHead()
  private let body = HTTPBody()
  private let transcoder = Transcoder()
  private var isHTML = true
  private var charset = Charset.utf8
  private var isCut = false
  /// Control characters that were in its text, and left out.
  private(set) var controls = 0
  private var title: [UInt8] = []
  private var language: [UInt8] = []

  /// Turns a record's block into the page's content.
  ///
  /// - Parameters:
  ///   - type: the media type where the block is the content alone; nil: it is a response.
  ///   - identified: what the crawl itself took the content for.
  mutating func read(
    _ block: inout [UInt8], storedAs type: [UInt8]?, identified: [UInt8]? = nil
  ) -> Outcome {
    isCut = false
    controls = 0
    title = []
    language = []
    var contentType = type
    if type == nil {
      guard head.read(block) else { return .filtered("no HTTP response") }
      guard head.status == 200 else { return .filtered("HTTP status \(head.status)") }
      contentType = head.fields["Content-Type"]
      block.removeSubrange(..<head.length)
    }
    // Recognised by the type, before the body costs anything.
    let media = MediaType(contentType ?? [])
    if case .other(let name) = media { return .filtered(name) }
    if type == nil {
      switch body.decode(&block, head.fields) {
      case .whole: break
      case .cut: isCut = true
      case .damaged(let reason): return .bad("undecodable body", got: reason)
      case .tooLong: return .bad("body too long", got: nil)
      }
      language = head.fields["Content-Language"] ?? []
    }
    let found = identified.map { MediaType($0) } ?? .unknown
    // The bytes have the last word: a crawl's detector is misled as a server is.
    if Magic.of(Array(block.prefix(Magic.longest))) != nil { return .filtered(Self.binaryData) }
    if case .other(let name) = found, !Self.isHTMLText(block), !Self.isVague(identified ?? []) {
      return .filtered(name)
    }
    return decodeText(&block, media.isUnknown ? found : media, contentType ?? [])
  }

  /// The reason under which pictures, archives and the like that claim to be pages are counted.
  static let binaryData = "binary data"

  /// Whether a type says only that it is unknown.
  private static func isVague(_ type: [UInt8]) -> Bool {
    let vague = ["application/octet-stream", "application/x-", "text/x-", "message/"]
    return vague.contains {
      type.hasIgnoringCase($0.utf8, at: type.trimmed(0..<type.count).lowerBound)
    }
  }

  /// Whether HTML's own tags are near the beginning.
  private static func isHTMLText(_ block: [UInt8]) -> Bool {
    let start = Array(block.prefix(2048))
    return start.indices.contains { at in
      start[at] == UInt8(ascii: "<")
        && ["<html", "<head", "<body", "<!doctype html"].contains {
          start.hasIgnoringCase($0.utf8, at: at)
        }
    }
  }

  private mutating func decodeText(
    _ block: inout [UInt8], _ media: MediaType, _ contentType: [UInt8]
  ) -> Outcome {
    switch media {
    case .html: isHTML = true
    case .plain: isHTML = false
    case .unknown:
      guard Self.looksLikeHTML(block) else { return .filtered("no media type") }
      isHTML = true
    case .other(let name): return .filtered(name)
    }
    let label = parameter("charset", of: contentType, in: 0..<contentType.count)
    charset = detectedCharset(block, label: label.map { Array(contentType[$0]) }, isHTML: isHTML)
    if !charset.name.hasPrefix("utf-16"), isBinary(block) { return .filtered(Self.binaryData) }
    guard transcoder.convert(&block, from: charset) else {
      return .bad("undecodable text", got: charset.name)
    }
    if block.starts(with: [0xEF, 0xBB, 0xBF]) { block.removeFirst(3) }
    return .page
  }

  private static func looksLikeHTML(_ block: [UInt8]) -> Bool {
    let start = block.prefix(512).firstIndex { !$0.isMarkupSpace } ?? 0
    return block.hasIgnoringCase("<!doctype html".utf8, at: start)
      || block.hasIgnoringCase("<html".utf8, at: start)
  }

  /// Appends the page's text; true where its body is not all there.
  mutating func appendText(
    of content: [UInt8], _ recordText: RecordText, _ scope: HTMLTextScope, to text: inout [UInt8]
  ) -> Bool {
    guard recordText == .clean, isHTML else {
      text.append(contentsOf: content)
      if recordText == .clean { controls = removeControlCharacters(&text) }
      return isCut
    }
    let tree = HTMLTree(content)
    controls = appendPageText(tree, scope, to: &text)
    title = tree.titleText
    if let declared = tree.language { language = Array(content[content.trimmed(declared)]) }
    return isCut || tree.isCut
  }

  /// Writes the metadata of the page.
  func describe(_ metadata: inout MetadataWriter) {
    metadata.add("charset", charset.name.utf8)
    if !title.isEmpty { metadata.add("title", title) }
    // Some servers send a page of text as the language.
    let isLanguage = language.allSatisfy { $0 > 0x20 && $0 < 0x7F } && language.count <= 35
    if isLanguage, !language.isEmpty { metadata.add("language", language) }
  }
}

/// The `Content-Type` of a body.
private enum MediaType {
  case html
  case plain
  case unknown
  /// With the name that it is counted under.
  case other(String)

  var isUnknown: Bool {
    if case .unknown = self { true } else { false }
  }

  init(_ value: [UInt8]) {
    let range = value.trimmed(0..<value.count)
    let type = value[range].prefix { $0 != UInt8(ascii: ";") && $0 != UInt8(ascii: ",") }
    switch String(decoding: type, as: UTF8.self).lowercased().filter({ $0 != " " }) {
    case "text/html", "application/xhtml+xml": self = .html
    case "text/plain": self = .plain
    case "", "application/http": self = .unknown
    case let name:
      // Counts must stay few: anybody can make up types.
      let known = [
        "application/pdf", "application/json", "application/xml", "text/xml", "text/css",
        "application/javascript", "text/javascript", "application/rss+xml", "application/atom+xml",
      ]
      let groups = ["application", "audio", "font", "image", "text", "video"]
      if known.contains(name) {
        self = .other(name)
      } else if let group = groups.first(where: { name.hasPrefix($0 + "/") }) {
        self = .other("\(group)/…")
      } else {
        self = .other("unknown media type")
      }
    }
  }
}
