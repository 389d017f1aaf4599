/// Parses XML that is pulled from a byte source, until its handler has a record.
///
/// libxml2's SAX2 parser in push mode: 64 KiB of input at a time, so memory is bounded by one chunk's
/// records, whatever the file's size. A document type declaration is refused, since entities defined
/// there can grow without bound ("billion laughs"); no corpus has one.
import CXML2

@safe final class XMLStream<Handler: XMLHandler> {
  let handler: Handler
  private let source: any ByteSource
  private let bridge: XMLBridge
  /// Invariant: made in `init`, freed once in `deinit`; `bridge` outlives it.
  private let parser: xmlParserCtxtPtr
  /// Invariant: allocated in `init`, freed in `deinit`.
  private let chunk: UnsafeMutableRawBufferPointer
  private var isAtEnd = false

  init(_ source: any ByteSource, _ handler: Handler) throws(Problem) {
    _ = xmlIsInitialized
    self.source = source
    self.handler = handler
    bridge = XMLBridge(handler, path: source.path)
    var callbacks = unsafe XMLBridge.callbacks
    let context = unsafe Unmanaged.passUnretained(bridge).toOpaque()
    guard
      let parser = unsafe xmlCreatePushParserCtxt(&callbacks, context, nil, 0, nil)
    else { throw Problem(.readWrite, "no memory for an XML parser", path: source.path) }
    unsafe self.parser = parser
    unsafe chunk = .allocate(byteCount: 1 << 16, alignment: 16)
    let options = XML_PARSE_NOENT.rawValue | XML_PARSE_NONET.rawValue | XML_PARSE_HUGE.rawValue
    unsafe _ = xmlCtxtUseOptions(parser, Int32(options))
  }

  deinit {
    unsafe xmlFreeParserCtxt(parser)
    unsafe chunk.deallocate()
  }

  /// Reads on until the handler has a record; false when the document has ended.
  ///
  /// Records that stand before an error are handed out first.
  func advance() throws(Problem) -> Bool {
    while !handler.hasRecord {
      if let failure = bridge.failure { throw failure }
      if isAtEnd { return false }
      try feed()
    }
    return true
  }

  private func feed() throws(Problem) {
    let count = unsafe try source.read(into: chunk)
    isAtEnd = count == 0
    bridge.bytesSinceEvent += count
    let start = unsafe chunk.baseAddress?.assumingMemoryBound(to: CChar.self)
    unsafe _ = xmlParseChunk(parser, start, Int32(count), isAtEnd ? 1 : 0)
    // A tag that never ends would be held in memory whole.
    if bridge.failure == nil, bridge.bytesSinceEvent > XMLBridge.longestToken {
      bridge.failure = Problem(
        .badInput, "an XML tag or comment is longer than \(XMLBridge.longestToken >> 20) MiB",
        path: source.path, place: "\(unsafe xmlSAX2GetLineNumber(parser))")
    }
  }
}

/// libxml2 wants its global tables made before threads use it.
private let xmlIsInitialized: Void = xmlInitParser()
