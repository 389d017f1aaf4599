/// What an XML parser tells its handler: names and text as bytes that live for one call.
///
/// The views wrap libxml2's own memory, so that a row with twenty attributes of which a reader wants
/// ten costs no allocation for the others.
import CXML2

/// Receives the events of one document, in order.
protocol XMLHandler: AnyObject {
  /// Whether something is finished that the reader can take.
  var hasRecord: Bool { get }

  func start(_ element: XMLName, _ attributes: XMLAttributes) throws(Problem)
  func end(_ element: XMLName) throws(Problem)
  /// A piece of text: the text of one element arrives in any number of pieces.
  func text(_ bytes: UnsafeBufferPointer<UInt8>) throws(Problem)
  func comment() throws(Problem)
}

extension XMLHandler {
  func comment() {}
}

/// An element's local name.
@safe struct XMLName {
  /// Invariant: a zero-terminated string of libxml2's dictionary, valid during the event.
  private let pointer: UnsafePointer<xmlChar>

  init(_ pointer: UnsafePointer<xmlChar>) { unsafe self.pointer = pointer }

  static func == (name: XMLName, literal: StaticString) -> Bool {
    let literal = unsafe literal.bytes
    // A mismatch, the terminator included, ends the comparison before it could leave the string.
    for i in 0..<literal.count where unsafe name.pointer[i] != literal[i] { return false }
    return unsafe name.pointer[literal.count] == 0
  }
}

/// The attributes of one start tag, with character references decoded.
@safe struct XMLAttributes {
  /// Invariant: `count` groups of local name, prefix, URI, begin and end of value (SAX2).
  private let groups: UnsafeMutablePointer<UnsafePointer<xmlChar>?>?
  private let count: Int

  init(_ groups: UnsafeMutablePointer<UnsafePointer<xmlChar>?>?, count: Int) {
    unsafe self.groups = unsafe groups
    self.count = count
  }

  /// The value of the attribute `name`; nil where it is missing.
  func value(_ name: StaticString) -> [UInt8]? {
    guard let groups = unsafe groups else { return nil }
    for i in 0..<count {
      guard let local = unsafe groups[5 * i], unsafe XMLName(local) == name else { continue }
      guard let start = unsafe groups[5 * i + 3], let end = unsafe groups[5 * i + 4] else {
        return []
      }
      return unsafe [UInt8](UnsafeBufferPointer(start: start, count: max(0, end - start)))
    }
    return nil
  }
}
