/// Several files as one input, one after the other: each is opened when its turn comes.
///
/// A small file is one part, opened by the worker that reads it: to open files one by one would
/// take a request's time each where they are remote. Larger ones are cut like any input.
import UL2Input

final class FilesInOrder: InputParts {
  private let count: Int
  private let isSmall: (Int) -> Bool
  private let open: @Sendable (Int) throws(Problem) -> OpenFile
  private var next = 0
  private var current: OpenFile?
  private(set) var file = 0

  /// A file's parts, and what counts its bytes.
  struct OpenFile {
    let parts: any InputParts
    let meter: ReadMeter
  }

  /// - Parameters:
  ///   - isSmall: whether a file is one part.
  ///   - open: opens a file; called by any thread.
  init(
    count: Int, isSmall: @escaping (Int) -> Bool,
    open: @escaping @Sendable (Int) throws(Problem) -> OpenFile
  ) {
    self.count = count
    self.isSmall = isSmall
    self.open = open
  }

  func next(_ log: SkipLog) throws(Problem) -> (any InputPart)? {
    if current == nil {
      guard next < count else { return nil }
      file = next
      next += 1
      if isSmall(file) { return WholeFile(number: file, open: open) }
      current = try open(file)
    }
    guard let current else { return nil }
    do throws(Problem) {
      if let part = try current.parts.next(log) { return part }
    } catch  where error.kind == .badInput {
      log.bad(unreadInput, error)
    }
    current.meter.finish()
    self.current = nil
    // Notes made at the end belong to this file, and not to the next.
    return NothingMore()
  }
}

/// The end of a file.
private struct NothingMore: InputPart {
  func open(_ log: SkipLog) -> any DocumentReader { Reader() }

  private final class Reader: DocumentReader {
    func next(_ document: inout Document) -> Bool { false }
  }
}

/// All of a file.
private struct WholeFile: InputPart {
  let number: Int
  let open: @Sendable (Int) throws(Problem) -> FilesInOrder.OpenFile

  func open(_ log: SkipLog) throws(Problem) -> any DocumentReader {
    Reader(try open(number), log)
  }

  private final class Reader: DocumentReader {
    private let reader: PartsReader
    private let meter: ReadMeter
    private let log: SkipLog

    init(_ file: FilesInOrder.OpenFile, _ log: SkipLog) {
      reader = PartsReader(file.parts, log: log)
      meter = file.meter
      self.log = log
    }

    func next(_ document: inout Document) throws(Problem) -> Bool {
      do throws(Problem) {
        if try reader.next(&document) { return true }
      } catch  where error.kind == .badInput {
        // Faults of a single part were noted by the reader.
        log.bad(unreadInput, error)
      }
      meter.finish()
      return false
    }
  }
}
