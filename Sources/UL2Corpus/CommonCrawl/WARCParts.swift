/// A WARC or WET file cut into parts of whole records.
///
/// After damage, in the compression or in the framing, the next record is looked for: a crawl's records
/// are independent, and one that is broken must not cost the thousands behind it.
import Glibc
import UL2Input

package final class WARCParts: InputParts {
  private var window: StreamWindow
  private let recordLimit: Int
  private let options: ReaderOptions
  /// The whole records among what is held.
  private var frames: [WARCFrame] = []
  /// Records in the parts given.
  private var records = 0

  /// - Parameter recordLimit: a longer record is passed over and noted, in bytes.
  package init(
    _ input: consuming ByteReader, _ options: ReaderOptions = ReaderOptions(),
    recordLimit: Int = 128 << 20
  ) {
    window = StreamWindow(input)
    self.options = options
    self.recordLimit = recordLimit
  }

  package func next(_ log: SkipLog) throws(Problem) -> (any InputPart)? {
    try nextRecords(log).map { RecordsPart(records: $0, options: options) }
  }

  /// The next whole records; nil at the end.
  package func nextRecords(_ log: SkipLog) throws(Problem) -> WARCPart? {
    var target = partBytes
    while true {
      let filled = try window.fill(to: target, log)
      if window.position == 0 { try refuseARC() }
      let stop = framed()
      if !frames.isEmpty {
        let part = takePart()
        if filled == .damaged { window.dropAll() }
        return part
      }
      switch (stop, filled) {
      case (_, .damaged): window.dropAll()
      case (.nothing, _):
        window.dropAll()
        if filled == .end { return nil }
      case (.broken(let reason, let got), _): try passDamage(reason, got: got, log)
      case (.record(let frame), _) where frame.block.upperBound > recordLimit:
        try passLong(frame.block.upperBound, log)
      case (_, .end):
        noteCut(stop, log)
        return nil
      case (.record(let frame), .whole): target = max(2 * target, frame.block.upperBound)
      case (.incomplete, .whole): target *= 2
      }
      target = min(target, recordLimit)
    }
  }

  /// Frames the whole records among what is held; returns what follows them.
  private func framed() -> WARCFrame.Found {
    let held = unsafe window.held
    while true {
      let found = unsafe WARCFrame.next(in: held, at: frames.last?.block.upperBound ?? 0)
      guard case .record(let frame) = found, frame.block.upperBound <= held.count else {
        return found
      }
      frames.append(frame)
    }
  }

  private func takePart() -> WARCPart {
    let part = WARCPart(
      bytes: window.take(frames.last?.block.upperBound ?? 0), frames: frames,
      recordsBefore: records)
    records += frames.count
    frames = []
    return part
  }

  private struct RecordsPart: InputPart {
    let records: WARCPart
    let options: ReaderOptions

    func open(_ log: SkipLog) -> any DocumentReader {
      WARCDocumentReader(records, options, log: log)
    }
  }
}

// MARK: Damage

extension WARCParts {
  private var place: String { "byte \(window.position) (uncompressed)" }

  private func refuseARC() throws(Problem) {
    guard unsafe window.held.starts(with: "filedesc:".utf8) else { return }
    throw Problem(
      .badInput, "an ARC file, the format before WARC", path: window.path,
      expected: "WARC 0.18, 1.0 or 1.1", fix: "convert it: warcio recompress FILE.arc FILE.warc.gz")
  }

  /// Looks for the next record behind something that is none.
  private func passDamage(_ reason: String, got: String?, _ log: SkipLog) throws(Problem) {
    window.drop(unsafe window.held.prefix { $0 == 0x0D || $0 == 0x0A }.count)
    let start = window.position
    let place = place
    repeat {
      // What stands here is no record, even if it begins like one.
      let held = unsafe window.held
      let next = unsafe nextRecord(in: held)
      if let next {
        window.drop(next)
        break
      }
      // A version line may lie across the end.
      window.drop(max(0, held.count - Self.versionBytes))
    } while try window.fill(to: partBytes, log) == .whole
    if unsafe window.held.count <= Self.versionBytes { window.dropAll() }
    log.bad(
      "damaged WARC record",
      Problem(
        .badInput, "\(reason); \(window.position - start) bytes are passed over", path: window.path,
        place: place, got: got, expected: "a WARC record"))
  }

  private static let versionBytes = 7

  /// The offset, above 0, where `\nWARC/0.` or `\nWARC/1.` shows that a record begins.
  private func nextRecord(in bytes: UnsafeRawBufferPointer) -> Int? {
    guard let base = bytes.baseAddress else { return nil }
    var line = 0
    while let found = unsafe memchr(base + line, 0x0A, bytes.count - line) {
      line = unsafe UnsafeRawPointer(found) - base + 1
      let rest = unsafe bytes[line...]
      if unsafe rest.starts(with: "WARC/1.".utf8) || rest.starts(with: "WARC/0.".utf8) {
        return line
      }
    }
    return nil
  }

  private func passLong(_ length: Int, _ log: SkipLog) throws(Problem) {
    log.bad(
      "record too long",
      Problem(
        .badInput, "the record is too long", path: window.path, place: place,
        got: "\(length) bytes", expected: "at most \(recordLimit)"))
    records += 1
    // A length that is wrong may take all that is left, which then is not just this record.
    guard case .end = try window.skip(length, log), !window.isCut else { return }
    log.bad(
      unreadInput,
      Problem(
        .badInput, "the file ends within the record that is too long", path: window.path,
        place: place, fix: "get the file again"))
  }

  /// The stream has ended within a record; where it was cut by its compression, that was noted.
  private func noteCut(_ found: WARCFrame.Found, _ log: SkipLog) {
    let held = unsafe window.held.count
    defer { window.drop(held) }
    if window.isCut { return }
    var expected: String?
    if case .record(let frame) = found { expected = "\(frame.block.upperBound) bytes" }
    log.bad(
      unreadInput,
      Problem(
        .badInput, "the file is cut within this record", path: window.path, place: place,
        got: "\(held) bytes", expected: expected, fix: "get the file again"))
  }
}
