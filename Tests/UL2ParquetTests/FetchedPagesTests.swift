import ReaderSupport
import Synchronization
import TestSupport
import Testing
import UL2Input
import UL2Parquet

/// A file that records its reads.
private final class WatchedFile: RandomAccessFile {
  let file: any RandomAccessFile
  let reads = Mutex<[Range<Int>]>([])
  var path: String { file.path }
  var size: Int { file.size }

  init(_ path: String) throws { file = try InputFile(path).randomAccess() }

  func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws(Problem) -> Int {
    let count = try file.read(into: buffer, at: offset)
    reads.withLock { $0.append(offset..<offset + count) }
    return count
  }
}

@Suite("Parquet: files that are fetched")
struct FetchedPagesTests {
  private typealias Field = TinyParquet.Field
  private typealias Page = TinyParquet.Page

  private func twoColumns() -> TinyParquet {
    let pages = (0..<10).map { _ in
      Page(
        body: plain([String](repeating: String(repeating: "x", count: 96), count: 10)), count: 10)
    }
    return TinyParquet(
      [Field(name: "a", type: .byteArray), Field(name: "b", type: .byteArray)], [pages, pages],
      rows: 100)
  }

  @Test("A column fetches only its own bytes, piece by piece, each once")
  func onlyItsColumn() throws {
    try twoColumns().withFile { path in
      let watched = try WatchedFile(path)
      let file = try ParquetFile(.fetched(watched, piece: 4000))
      let before = watched.reads.withLock { $0.count }
      let dump = try ColumnDump(file, file.leaves[0])
      #expect(dump.rows == 100)
      let reads = watched.reads.withLock { Array($0[before...]) }
      // Ten pages of a thousand bytes and a header, fetched by four thousand; a page across a boundary is fetched again
      // with what follows.
      #expect(reads.count <= 4)
      #expect(reads.allSatisfy { $0.upperBound <= watched.size / 2 + 100 })
    }
  }

  @Test("A damaged header does not fetch the file")
  func damagedHeader() throws {
    try twoColumns().withFile { path in
      var bytes = try readFile(path)
      // A field's length that no file has: the header of the first page.
      bytes.replaceSubrange(4..<12, with: [0x18, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F, 0, 0])
      try withTemporaryFile(bytes) { path in
        let file = try ParquetFile(.fetched(try InputFile(path).randomAccess(), piece: 100))
        #expect(throws: Problem.self) { try ColumnDump(file, file.leaves[0]) }
        #expect(try ColumnDump(file, file.leaves[1]).rows == 100)
      }
    }
  }
}
