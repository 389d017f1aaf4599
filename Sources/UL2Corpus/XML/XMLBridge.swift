/// The C side of an XML parser: callbacks that hand events on, and the first error that occurred.
///
/// Callbacks cannot throw, so a failure is kept and the parser stopped; `XMLStream` throws it.
import CXML2

@safe final class XMLBridge {
  /// The most bytes that are fed without any event coming out.
  static let longestToken = 256 << 20

  private let handler: any XMLHandler
  private let path: String
  var failure: Problem?
  var bytesSinceEvent = 0

  init(_ handler: any XMLHandler, path: String) {
    self.handler = handler
    self.path = path
  }

  /// Calls the handler unless something has failed already.
  fileprivate func deliver(_ event: (any XMLHandler) throws(Problem) -> Void) {
    bytesSinceEvent = 0
    guard failure == nil else { return }
    do throws(Problem) {
      try event(handler)
    } catch {
      failure = error.at(path)
    }
  }

  fileprivate func fail(_ reason: String, line: Int) {
    guard failure == nil else { return }
    failure = Problem(.badInput, "not well-formed XML: \(reason)", path: path, place: "\(line)")
  }

  /// The SAX2 callbacks; their context is an `XMLBridge`, not retained.
  static var callbacks: xmlSAXHandler {
    var sax = unsafe xmlSAXHandler()
    unsafe sax.initialized = UInt32(XML_SAX2_MAGIC)
    unsafe sax.startElementNs = { context, name, _, _, _, _, count, _, attributes in
      guard let name = unsafe name else { return }
      let attributes = unsafe XMLAttributes(attributes, count: Int(count))
      unsafe bridge(context).deliver { handler throws(Problem) in
        unsafe try handler.start(XMLName(name), attributes)
      }
    }
    unsafe sax.endElementNs = { context, name, _, _ in
      guard let name = unsafe name else { return }
      unsafe bridge(context).deliver { handler throws(Problem) in
        unsafe try handler.end(XMLName(name))
      }
    }
    unsafe sax.characters = { context, text, count in
      unsafe deliverText(context, text, count)
    }
    unsafe sax.cdataBlock = { context, text, count in
      unsafe deliverText(context, text, count)
    }
    unsafe sax.comment = { context, _ in
      unsafe bridge(context).deliver { handler throws(Problem) in try handler.comment() }
    }
    unsafe sax.internalSubset = { context, _, _, _ in
      unsafe bridge(context).refuseDeclaration()
    }
    unsafe sax.serror = { context, error in
      guard let error = unsafe error?.pointee, unsafe error.level == XML_ERR_FATAL else { return }
      let message = unsafe error.message.map { unsafe String(cString: $0) } ?? "unknown error"
      let reason = message.split(separator: "\n").first.map(String.init) ?? message
      unsafe bridge(context).fail(reason, line: Int(error.line))
    }
    return unsafe sax
  }

  private func refuseDeclaration() {
    guard failure == nil else { return }
    failure = Problem(
      .badInput, "a document type declaration", path: path,
      expected: "XML without one, since its entities can grow without bound")
  }
}

private func bridge(_ context: UnsafeMutableRawPointer?) -> XMLBridge {
  // The context is what `XMLStream` passed to libxml2 and keeps alive.
  unsafe Unmanaged<XMLBridge>.fromOpaque(context!).takeUnretainedValue()
}

private func deliverText(
  _ context: UnsafeMutableRawPointer?, _ text: UnsafePointer<xmlChar>?, _ count: Int32
) {
  let bytes = unsafe UnsafeBufferPointer(start: text, count: Int(count))
  unsafe bridge(context).deliver { handler throws(Problem) in unsafe try handler.text(bytes) }
}
