/// A WARC or WET file cut into parts of whole records.
///
/// After damage, in the compression or in the framing, the next record is looked for: a crawl's records
/// are independent, and one that is broken must not cost the thousands after it.
import Glibc
import UL2Input

package final class WARCParts: InputParts {
  var window: StreamWindow
  let recordLimit: Int
  private let options: ReaderOptions
  /// The whole records among what is held.
  private var frames: [WARCFrame] = []
  /// Records in the parts given.
  var records = 0
  /// Streams that began with a record, two at least where each is compressed alone; the place of the last.
  private var membersSeen = 0
  private var lastMember = -1

  /// - Parameter recordLimit: a longer record is skipped and noted, in bytes.
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
      let stop = try framed(filled, log)
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
      case (.broken(let reason, let got), _): try skipDamage(reason, got: got, log)
      case (.tooLong(let length, let isBelieved), _):
        try skipLong(length, isBelieved: isBelieved, log)
      case (.cut(let expected), _):
        noteCut(expected, log)
        return nil
      case (.unsure(let needed), _): target = max(needed, target)
      }
    }
  }

  /// Why no more records are framed.
  private enum Stop {
    case nothing
    case broken(String, got: String?)
    case unsure(needs: Int)
    /// - isBelieved: what follows it was looked at.
    case tooLong(Int, isBelieved: Bool)
    /// The file ends within a record, of as many bytes as this.
    case cut(Int?)
  }

  /// Frames the whole records among what is held; returns what follows them.
  private func framed(_ filled: StreamWindow.Filled, _ log: SkipLog) throws(Problem) -> Stop {
    let end: WARCSurroundings.End =
      switch filled {
      case .whole: .more
      case .end: window.isCut ? .damage : .file
      case .damaged: .damage
      }
    let around = surroundings(end)
    let held = unsafe around.held
    while true {
      let at = frames.last?.end ?? 0
      // A header goes no further than its member either.
      let start = unsafe held[at...].firstIndex { $0 != 0x0D && $0 != 0x0A } ?? held.count
      let member = around.nextMember(after: start)
      // Another record begins there, whatever this one says.
      let scope = unsafe UnsafeRawBufferPointer(rebasing: held[..<(member ?? held.count)])
      switch unsafe WARCFrame.next(in: scope, at: at) {
      case .nothing: return .nothing
      case .broken(let reason, let got): return .broken(reason, got: got)
      case .incomplete where member != nil: return .broken("the header has no end", got: nil)
      case .incomplete: return end == .more ? .unsure(needs: 2 * held.count) : .cut(nil)
      case .record(var frame):
        let stated = frame.block.upperBound
        let isLong = stated - frame.start > recordLimit
        let isFar = isLong && stated > held.count
        // It begins the next part, where what follows it is looked for.
        if isFar, !frames.isEmpty { return .unsure(needs: 0) }
        let isConfirmed = isFar ? try isFollowed(stated) : false
        switch around.settled(frame, limit: recordLimit, isConfirmed: isConfirmed) {
        case .whole where isLong:
          return .tooLong(stated, isBelieved: isConfirmed || stated <= held.count)
        case .whole: break
        case .corrected(let block, let end) where block.count > recordLimit:
          return .tooLong(end, isBelieved: true)
        case .corrected(let block, let end):
          note(wrongLengthOf: frame, block, log)
          (frame.block, frame.end) = (block, end)
        case .unsure(let needs): return .unsure(needs: needs)
        case .cut: return .cut(stated)
        }
        frames.append(frame)
      }
    }
  }

  func surroundings(_ end: WARCSurroundings.End) -> WARCSurroundings {
    let streams = window.streamStarts.map { $0 - window.position }
    let members = recordMembers(streams)
    return unsafe WARCSurroundings(
      held: window.held, end: end, streams: streams, members: members, isByMember: membersSeen > 1)
  }

  /// The streams that begin with a record.
  private func recordMembers(_ streams: [Int]) -> [Int] {
    let held = unsafe window.held
    let members = streams.filter { start in
      let rest = unsafe held[start...]
      return unsafe rest.starts(with: "WARC/1.".utf8) || rest.starts(with: "WARC/0.".utf8)
    }
    // Two are enough to tell a file whose records are compressed one by one.
    membersSeen += members.count { window.position + $0 > lastMember }
    if let last = members.last { lastMember = max(lastMember, window.position + last) }
    return members
  }

  /// Whether a look at `offset` from the first held byte shows the next record, or the file's end.
  private func isFollowed(_ offset: Int) throws(Problem) -> Bool {
    guard let bytes = try window.bytes(at: window.position + offset, count: 64) else {
      return false
    }
    let next = bytes.drop { $0 == 0x0D || $0 == 0x0A }
    return next.isEmpty || next.starts(with: "WARC/".utf8)
  }

  private func takePart() -> WARCPart {
    let part = WARCPart(
      bytes: window.take(frames.last?.end ?? 0), frames: frames,
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
