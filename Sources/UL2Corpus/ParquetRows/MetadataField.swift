/// A column as a member of a document's metadata: a string, a number, a boolean, or a list of those.
///
/// Nulls are left out, and so is what JSON cannot say: bytes, NaN, maps, lists of lists. Decimals, dates
/// and times are the plain integers that the file stores. Strings are nearly always ASCII without
/// anything to escape: one pass finds that out, and they are copied whole.
import UL2Parquet

final class MetadataField {
  private let reader: ColumnReader
  private let kind: Kind
  /// `"name":`, ready to be copied.
  private let key: [UInt8]
  /// The repetition level from which on entries belong to the same document.
  private let scope: UInt8
  /// Of a list: the definition level of its elements.
  private let elements: UInt8?

  private enum Kind {
    case text, boolean, signed32, signed64, unsigned32, unsigned64, float, double

    init?(_ leaf: LeafColumn) {
      switch (leaf.type, leaf.annotation) {
      case (.byteArray, .text): self = .text
      case (.boolean, _): self = .boolean
      case (.int32, .unsigned): self = .unsigned32
      case (.int32, _): self = .signed32
      case (.int64, .unsigned): self = .unsigned64
      case (.int64, _): self = .signed64
      case (.float, _): self = .float
      case (.double, _): self = .double
      default: return nil
      }
    }
  }

  /// Whether a column can be metadata of documents that repeat at level `scope`.
  static func isPossible(_ leaf: LeafColumn, scope: UInt8) -> Bool {
    Kind(leaf) != nil && !leaf.isInMap && leaf.maxRepetition <= scope + 1
  }

  /// - Precondition: `isPossible`.
  init(_ reader: ColumnReader, key: String, scope: UInt8) {
    guard let kind = Kind(reader.leaf) else { preconditionFailure("not a metadata column") }
    self.reader = reader
    self.kind = kind
    self.scope = scope
    var text: [UInt8] = []
    appendJSONString(key.utf8, to: &text)
    self.key = text + [UInt8(ascii: ":")]
    elements = reader.leaf.maxRepetition > scope ? reader.leaf.repeated.last?.definition : nil
  }

  /// Appends the current document's member and a comma, or nothing, and passes its entries.
  ///
  /// - Precondition: `peek` has found the document's first entry.
  func take(into output: inout [UInt8]) throws(Problem) {
    guard let elements else {
      if !reader.isNull, isFinite { write(into: &output, after: key) }
      reader.consume()
      return
    }
    // One level below an element is an empty list, anything lower a list that is null.
    if reader.definition + 1 < elements {
      reader.consume()
      return
    }
    output.append(contentsOf: key)
    output.append(UInt8(ascii: "["))
    let start = output.count
    repeat {
      if reader.definition >= elements {
        if reader.isNull || !isFinite {
          output.append(contentsOf: "null,".utf8)
        } else {
          write(into: &output, after: [])
        }
      }
      reader.consume()
    } while try reader.peek() && reader.repetition > scope
    if output.count > start { output.removeLast() }
    output.append(contentsOf: "],".utf8)
  }

  private var isFinite: Bool {
    switch kind {
    case .float: Float(bitPattern: UInt32(truncatingIfNeeded: reader.bits)).isFinite
    case .double: Double(bitPattern: reader.bits).isFinite
    default: true
    }
  }

  private func write(into output: inout [UInt8], after key: [UInt8]) {
    output.append(contentsOf: key)
    let bits = kind == .text ? 0 : reader.bits
    switch kind {
    case .text: unsafe writeText(reader.bytes, into: &output)
    case .boolean: output.append(contentsOf: (bits == 0 ? "false" : "true").utf8)
    case .signed32: output.append(contentsOf: "\(Int32(truncatingIfNeeded: bits))".utf8)
    case .signed64: output.append(contentsOf: "\(Int64(bitPattern: bits))".utf8)
    case .unsigned32, .unsigned64: output.append(contentsOf: "\(bits)".utf8)
    case .float:
      output.append(contentsOf: "\(Float(bitPattern: UInt32(truncatingIfNeeded: bits)))".utf8)
    case .double: output.append(contentsOf: "\(Double(bitPattern: bits))".utf8)
    }
    output.append(UInt8(ascii: ","))
  }

  private func writeText(_ bytes: UnsafeRawBufferPointer, into output: inout [UInt8]) {
    let text = unsafe bytes.assumingMemoryBound(to: UInt8.self)
    if unsafe isPlain(text.span) {
      output.append(UInt8(ascii: "\""))
      unsafe output.append(contentsOf: text)
      output.append(UInt8(ascii: "\""))
    } else {
      // Metadata is not trained on: what is not UTF-8 is repaired, not refused.
      unsafe appendJSONString(String(decoding: text, as: UTF8.self).utf8, to: &output)
    }
  }
}

/// Whether all of a text is ASCII that JSON takes as it is; all of it is looked at, which vectorizes.
private func isPlain(_ text: Span<UInt8>) -> Bool {
  var special: UInt8 = 0
  for i in text.indices {
    let byte = text[i]
    special |= byte &- 0x20 >= 0x60 ? 1 : 0
    special |= byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") ? 1 : 0
  }
  return special == 0
}
