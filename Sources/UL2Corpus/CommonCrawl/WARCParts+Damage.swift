/// The parts of a WARC file that are skipped, and how they are noted: damage, records that are too
/// long, a cut end.
import Glibc
import UL2Input

extension WARCParts {
  private var place: String { "byte \(window.position) (uncompressed)" }

  func refuseARC() throws(Problem) {
    guard unsafe window.held.starts(with: "filedesc:".utf8) else { return }
    throw Problem(
      .badInput, "an ARC file, the format before WARC", path: window.path,
      expected: "WARC 0.18, 1.0 or 1.1", fix: "convert it: warcio recompress FILE.arc FILE.warc.gz")
  }

  /// Looks for the next record after bytes that are no record.
  func skipDamage(_ reason: String, got: String?, _ log: SkipLog) throws(Problem) {
    skipBreaks()
    let start = window.position
    let place = place
    repeat {
      // What is here is no record, even if it begins like one.
      let held = unsafe window.held
      let member = surroundings(.more).nextMember(after: 0)
      if let next = unsafe nextRecord(
        in: UnsafeRawBufferPointer(rebasing: held.prefix(member ?? held.count))) ?? member
      {
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
        .badInput, "\(reason); \(window.position - start) bytes are skipped", path: window.path,
        place: place, got: got, expected: "a WARC record"))
  }

  /// Drops the line breaks before a record.
  @discardableResult
  private func skipBreaks() -> Int {
    let count = unsafe window.held.prefix { $0 == 0x0D || $0 == 0x0A }.count
    window.drop(count)
    return count
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

  func note(wrongLengthOf frame: WARCFrame, _ block: Range<Int>, _ log: SkipLog) {
    log.bad(
      "wrong Content-Length",
      Problem(
        .badInput, "the record's Content-Length is wrong; the next record shows where it ends",
        path: window.path, place: "byte \(window.position + frame.start) (uncompressed)",
        got: "\(frame.block.count)", expected: "\(block.count)"))
  }

  /// Skips a record above the limit: as many bytes as it says, but where that is not believed no
  /// further than to the next record.
  func skipLong(_ length: Int, isBelieved: Bool, _ log: SkipLog) throws(Problem) {
    let breaks = skipBreaks()
    log.bad(
      "record too long",
      Problem(
        .badInput, "the record is too long", path: window.path, place: place,
        got: "\(length) bytes", expected: "at most \(recordLimit)"))
    records += 1
    var left = length - breaks
    // The record's own first byte does not begin the next record.
    var from = 1
    while true {
      if !isBelieved, let next = surroundings(.more).nextRecord(from: from, before: left) {
        return window.drop(next)
      }
      // A header may lie across the end of what is held.
      let count = unsafe window.held.count
      let step = left <= count ? left : max(0, count - Self.keptBytes)
      window.drop(step)
      left -= step
      if left == 0 { return }
      if step > 0 { from = 0 }
      switch try window.fill(to: min(left, partBytes), log) {
      case .whole: continue
      case .damaged: return window.dropAll()
      case .end: break
      }
      if !isBelieved, let next = surroundings(.file).nextRecord(from: from, before: left) {
        return window.drop(next)
      }
      window.dropAll()
      break
    }
    // A length that is wrong may take all that is left, which then is not just this record.
    if window.isCut { return }
    log.bad(
      unreadInput,
      Problem(
        .badInput, "the file ends inside a record that is too long", path: window.path,
        place: place, fix: "get the file again"))
  }

  /// Longer than nearly all headers.
  private static let keptBytes = 64 << 10

  /// The stream has ended within a record; where it was cut by its compression, that was noted.
  func noteCut(_ expected: Int?, _ log: SkipLog) {
    let held = unsafe window.held.count
    defer { window.drop(held) }
    if window.isCut { return }
    log.bad(
      unreadInput,
      Problem(
        .badInput, "the file is cut off inside this record", path: window.path, place: place,
        got: "\(held) bytes", expected: expected.map { "\($0) bytes" }, fix: "get the file again"))
  }
}
