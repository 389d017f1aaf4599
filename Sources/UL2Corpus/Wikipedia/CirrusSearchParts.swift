import UL2Input

/// Wikipedia's search index as it is published (`…-cirrussearch-content.json.gz`): pairs of lines, an action
/// and the document that it is about, cut into parts of whole pairs.
package final class CirrusSearchParts: InputParts {
  private var window: StreamWindow
  private let recordText: RecordText
  private let partBytes: Int
  private let pairLimit: Int
  /// Lines in the parts given.
  private var lines = 0

  /// - Parameter pairLimit: longer pairs are skipped and noted, in bytes; memory is bounded by it.
  package init(
    _ input: consuming ByteReader, recordText: RecordText, partBytes: Int = UL2Input.partBytes,
    pairLimit: Int = 128 << 20
  ) {
    window = StreamWindow(input)
    self.recordText = recordText
    self.partBytes = partBytes
    self.pairLimit = pairLimit
  }

  /// Whether a line is the first of a pair.
  static func isAction(_ line: UnsafeRawBufferPointer) -> Bool {
    let openings: [StaticString] = ["{\"index\"", "{\"create\""]
    return openings.contains { unsafe line.starts(with: $0.bytes) }
  }

  package func next(_ log: SkipLog) throws(Problem) -> (any InputPart)? {
    let part = unsafe try window.nextPart(of: partBytes, limit: pairLimit, log) { bytes in
      unsafe lastAction(bytes)
    } skipLong: { window in
      log.bad(
        "line too long",
        Problem(
          .badInput, "a page is too long", path: window.path, place: "\(lines + 1)",
          expected: "at most \(pairLimit) bytes"))
      lines += unsafe newlineCount(window.held)
      window.dropAll()
    }
    guard let part else { return nil }
    defer { lines += unsafe newlineCount(part.bytes) }
    return CirrusSearchPart(bytes: part, linesBefore: lines, recordText: recordText)
  }

  /// Where the last line begins that is an action, which is not the first; 0 where none does.
  private func lastAction(_ bytes: UnsafeRawBufferPointer) -> Int {
    var end = bytes.count
    while let newline = unsafe bytes[..<end].lastIndex(of: 0x0A) {
      if unsafe Self.isAction(UnsafeRawBufferPointer(rebasing: bytes[(newline + 1)...])) {
        return newline + 1
      }
      end = newline
    }
    return 0
  }
}

private struct CirrusSearchPart: InputPart {
  let bytes: PartBytes
  let linesBefore: Int
  let recordText: RecordText

  func open(_ log: SkipLog) -> any DocumentReader {
    CirrusSearchReader(LineReader(bytes, linesBefore: linesBefore), recordText, log)
  }
}
