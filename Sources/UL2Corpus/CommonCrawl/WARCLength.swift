/// Where a record really ends: a Content-Length that is wrong must not cost the records after it.
///
/// A length is believed where it leads to the next record or to the end of the file. Otherwise the next record
/// is looked for. Where each record is compressed alone, as crawls do it, a record also ends with its gzip
/// member or zstd frame; what begins like a record within such a stream is somebody's text.
import Glibc

/// The bytes in which a record is framed.
@safe struct WARCSurroundings {
  /// The bytes that follow the held ones.
  enum End {
    /// More can be read.
    case more
    /// The file's end; a cut file has another.
    case file
    /// Damage, or a cut.
    case damage
  }

  /// Invariant: the window's, which does not change while this is asked.
  let held: UnsafeRawBufferPointer
  let end: End
  /// Where compressed streams begin among the held bytes, in order.
  let streams: [Int]
  /// Those of them that begin with a record.
  let members: [Int]
  /// Whether each record is compressed alone, as far as was seen.
  let isByMember: Bool

  enum Settled {
    /// Its length is right.
    case whole
    /// Its length is wrong: the block and the place of what follows.
    case corrected(block: Range<Int>, end: Int)
    /// That takes as many held bytes as this to tell.
    case unsure(needs: Int)
    /// It ends beyond the end of the file.
    case cut
  }

  /// The first stream after `start` that begins with a record.
  func nextMember(after start: Int) -> Int? { Self.first(of: members, after: start) }

  private static func first(of places: [Int], after start: Int) -> Int? {
    var low = 0
    var high = places.count
    while low < high {
      let middle = (low + high) / 2
      if places[middle] <= start { low = middle + 1 } else { high = middle }
    }
    return low < places.count ? places[low] : nil
  }

  /// Tells whether a record is as long as it says.
  ///
  /// - Parameters:
  ///   - limit: the longest record that is read, in bytes.
  ///   - isConfirmed: whether a look at the place shows that a record follows, far beyond what is held.
  func settled(
    _ frame: WARCFrame, limit: Int, isConfirmed: Bool
  ) -> Settled {
    let stated = frame.block.upperBound
    let limit = frame.start + limit
    if let member = nextMember(after: frame.start), member < stated {
      return corrected(frame, endingAt: member)
    }
    return unsafe stated <= held.count
      ? settledByWhatFollows(frame, limit: limit)
      : settledByTheRest(frame, limit: limit, isConfirmed: isConfirmed)
  }

  private func corrected(_ frame: WARCFrame, endingAt next: Int) -> Settled {
    var end = next
    // The two line breaks that follow each block.
    for _ in 0..<2 {
      if end > frame.block.lowerBound, unsafe held[end - 1] == 0x0A { end -= 1 } else { break }
      if end > frame.block.lowerBound, unsafe held[end - 1] == 0x0D { end -= 1 }
    }
    return .corrected(block: frame.block.lowerBound..<end, end: next)
  }

  /// A record whose stated end is in memory.
  private func settledByWhatFollows(_ frame: WARCFrame, limit: Int) -> Settled {
    let stated = frame.block.upperBound
    let rest = unsafe held[stated...]
    let next = unsafe rest.firstIndex { $0 != 0x0D && $0 != 0x0A } ?? held.count
    if beginsRecord(next) { return .whole }
    let line = unsafe held[next...]
    if unsafe line.count < Self.magic.count, unsafe Self.magic.starts(with: line) {
      return unsafe end == .more && held.count < limit + Self.lookAhead
        ? .unsure(needs: held.count + Self.lookAhead) : .whole
    }
    // Text continues where the stated end is not followed by a line break; in a member there is
    // nothing else.
    let stream = isByMember ? Self.first(of: streams, after: stated - 1) : nil
    let goesOn = unsafe isByMember ? next < (stream ?? held.count) : next == stated
    if goesOn, let stream { return corrected(frame, endingAt: stream) }
    switch record(after: frame) {
    case .found(let place) where place < stated || goesOn: return corrected(frame, endingAt: place)
    case .found: return .whole
    case .unsure where unsafe end == .more && held.count < limit:
      return unsafe .unsure(needs: min(limit, 2 * held.count))
    case .none where unsafe goesOn && end == .more && held.count < limit:
      return unsafe .unsure(needs: min(limit, 2 * held.count))
    case .none where goesOn && end == .file: return unsafe corrected(frame, endingAt: held.count)
    case .unsure, .none: return .whole
    }
  }

  /// A record whose stated end is beyond what is held.
  private func settledByTheRest(
    _ frame: WARCFrame, limit: Int, isConfirmed: Bool
  ) -> Settled {
    let stated = frame.block.upperBound
    if end == .more, stated <= limit { return .unsure(needs: stated + Self.lookAhead) }
    if isConfirmed { return .whole }
    if end == .damage, isByMember { return .cut }
    if !isByMember, case .found(let place) = record(after: frame) {
      return corrected(frame, endingAt: place)
    }
    switch end {
    case .more where unsafe held.count < limit:
      return unsafe .unsure(needs: min(limit, 2 * held.count))
    // Longer than any that is read: the caller skips it.
    case .more: return .whole
    // The last member is there to its end, which its checksum shows.
    case .file where isByMember: return unsafe corrected(frame, endingAt: held.count)
    case .file, .damage: return .cut
    }
  }

  // MARK: Looking for a record

  enum Search {
    case found(Int)
    /// One may begin near the end of what is held.
    case unsure
    case none
  }

  private static let magic = Array("WARC/".utf8)
  /// Room for the line breaks after a record and the beginning of the next.
  private static let lookAhead = 256

  /// The first record after the beginning of a block.
  private func record(after frame: WARCFrame) -> Search {
    if isByMember { return nextMember(after: frame.start).map { .found($0) } ?? .none }
    return record(from: frame.block.lowerBound + 1)
  }

  /// The first record that begins at `from` or after it, before `limit`.
  func nextRecord(from: Int, before limit: Int) -> Int? {
    let found: Int?
    if isByMember {
      found = nextMember(after: from - 1)
    } else if case .found(let place) = record(from: from) {
      found = place
    } else {
      found = nil
    }
    return found.flatMap { $0 < limit ? $0 : nil }
  }

  /// The first record whose header is whole, after a blank line.
  private func record(from: Int) -> Search {
    guard let base = unsafe held.baseAddress else { return .none }
    var at = from
    while unsafe at < held.count, let found = unsafe memchr(base + at, 0x57, held.count - at) {
      let place = unsafe UnsafeRawPointer(found) - base
      at = place + 1
      let line = unsafe held[place...].prefix(Self.magic.count)
      guard unsafe Self.magic.starts(with: line), isAfterBlankLine(place) else { continue }
      if unsafe line.count < Self.magic.count { return end == .more ? .unsure : .none }
      switch unsafe WARCFrame.next(in: held, at: place) {
      case .record(let next) where hasType(next): return .found(place)
      case .incomplete: return end == .more ? .unsure : .found(place)
      default: continue
      }
    }
    return .none
  }

  private func beginsRecord(_ place: Int) -> Bool {
    let word: StaticString = "WARC/"
    guard unsafe place + word.utf8CodeUnitCount <= held.count else { return false }
    for i in 0..<word.utf8CodeUnitCount where unsafe held[place + i] != word.bytes[i] {
      return false
    }
    return true
  }

  private func isAfterBlankLine(_ place: Int) -> Bool {
    guard place >= 2, unsafe held[place - 1] == 0x0A else { return false }
    if unsafe held[place - 2] == 0x0A { return true }
    return unsafe place >= 3 && held[place - 2] == 0x0D && held[place - 3] == 0x0A
  }

  /// Whether the header has the field that every record has.
  private func hasType(_ frame: WARCFrame) -> Bool {
    let name = Array("warc-type:".utf8)
    var line = frame.start
    while line < frame.block.lowerBound {
      let rest = unsafe UnsafeRawBufferPointer(rebasing: held[line..<frame.block.lowerBound])
      if unsafe rest.count >= name.count && zip(rest, name).allSatisfy({ $0.asciiLowercased == $1 })
      {
        return true
      }
      guard let length = unsafe firstNewline(rest) else { return false }
      line += length + 1
    }
    return false
  }
}
