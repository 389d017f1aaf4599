/// The memory that the index of a 7z archive asks for, before libarchive believes it: counts and
/// dictionaries for which it takes memory at once, whatever the file can be worth.
///
/// A file that an index lists costs at least a byte of it. Follows 7zFormat.txt. Only counts, sizes and coders are
/// looked at. An index that cannot be followed to its end is refused: libarchive may read on where this stops.
struct SevenZipHeader {
  /// Of the archive, for errors.
  let path: String
  private var reader: SevenZipNumbers

  /// - Throws: where the archive asks for more than it can be worth.
  static func check(_ file: any RandomAccessFile) throws(Problem) {
    guard let start = try bytes(of: file, at: 0, count: 32) else { return }
    let offset = little(start, 12)
    guard 0..<1 << 62 ~= offset else { return }
    // A size beyond the file's end does not stop libarchive from reading what is there.
    let size = little(start, 20)
    let count = min(max(0, file.size - 32 - offset), size < 0 ? .max : size, limit)
    guard let index = try bytes(of: file, at: 32 + offset, count: count) else { return }
    var header = SevenZipHeader(path: file.path, reader: SevenZipNumbers(index))
    var depth = 0
    while let packed = try header.check() {
      depth += 1
      guard depth <= 4, packed.packedSize <= limit, packed.size <= limit,
        let bytes = try bytes(of: file, at: 32 &+ packed.position, count: packed.packedSize),
        let unpacked = packed.decoder.decode(bytes, count: packed.size)
      else { throw header.damaged }
      header = SevenZipHeader(path: file.path, reader: SevenZipNumbers(unpacked))
    }
  }

  /// Indexes are far smaller.
  private static let limit = 256 << 20

  private init(path: String, reader: SevenZipNumbers) {
    self.path = path
    self.reader = reader
  }

  private static func bytes(
    of file: any RandomAccessFile, at offset: Int, count: Int
  ) throws(Problem) -> [UInt8]? {
    guard offset >= 0, count > 0, offset <= file.size - count else { return nil }
    var bytes = [UInt8](repeating: 0, count: count)
    var span = bytes.mutableSpan
    let filled = unsafe try span.withUnsafeMutableBytes { buffer throws(Problem) in
      unsafe try file.read(into: buffer, at: offset)
    }
    return filled == count ? bytes : nil
  }

  private static func little(_ bytes: [UInt8], _ at: Int) -> Int {
    Int(truncatingIfNeeded: (0..<8).reduce(UInt64(0)) { $0 | UInt64(bytes[at + $1]) << (8 * $1) })
  }
}

// MARK: The index

extension SevenZipHeader {
  /// An index that is compressed itself.
  private struct Packed {
    var position: Int
    var packedSize: Int
    var size: Int
    var decoder: SevenZipCoder
  }

  /// A compressed block of files.
  private struct Folder {
    var coders: [SevenZipCoder] = []
    /// Streams that come out of its coders.
    var outputs = 0
    var unpackedSize = 0
  }

  private enum Mark {
    static let end: UInt8 = 0x00
    static let header: UInt8 = 0x01
    static let mainStreams: UInt8 = 0x04
    static let files: UInt8 = 0x05
    static let pack: UInt8 = 0x06
    static let coders: UInt8 = 0x07
    static let substreams: UInt8 = 0x08
    static let size: UInt8 = 0x09
    static let folder: UInt8 = 0x0B
    static let unpackSize: UInt8 = 0x0C
    static let streamCount: UInt8 = 0x0D
    static let packed: UInt8 = 0x17
  }

  /// Checks an index; returns the one that it holds compressed.
  private mutating func check() throws(Problem) -> Packed? {
    switch reader.byte() {
    case Mark.packed:
      guard let streams = try streams(), let folder = streams.folders.first,
        folder.coders.count == 1, let size = streams.packedSizes.first
      else { throw damaged }
      return Packed(
        position: streams.position, packedSize: size, size: folder.unpackedSize,
        decoder: folder.coders[0])
    case Mark.header:
      var mark = reader.byte()
      if mark == Mark.mainStreams {
        guard try streams() != nil else { throw damaged }
        mark = reader.byte()
      }
      if mark == Mark.files, try count("files") != nil { try checkProperties() }
      return nil
    default: return nil
    }
  }

  /// Names, times and attributes of files: none is larger than what is left of the index.
  private mutating func checkProperties() throws(Problem) {
    while let kind = reader.byte(), kind != Mark.end {
      guard let size = reader.number() else { return }
      guard size <= reader.left else {
        throw refused(
          "\(size) bytes of its files' names and times",
          expected: "at most \(reader.left), what is left of its index")
      }
      _ = reader.bytes(size)
    }
  }

  private mutating func streams() throws(Problem) -> (
    position: Int, packedSizes: [Int], folders: [Folder]
  )? {
    var position = 0
    var packedSizes: [Int] = []
    var folders: [Folder] = []
    while let mark = reader.byte() {
      switch mark {
      case Mark.end: return (position, packedSizes, folders)
      case Mark.pack:
        guard let place = reader.number(), let sizes = try packSizes() else { return nil }
        (position, packedSizes) = (place, sizes)
      case Mark.coders:
        guard let found = try self.folders() else { return nil }
        folders = found
        try checkDictionaries(of: folders, packed: packedSizes.reduce(0, &+))
      case Mark.substreams:
        guard try skipSubstreams(folders.count) else { return nil }
      default: return nil
      }
    }
    return nil
  }

  private mutating func packSizes() throws(Problem) -> [Int]? {
    guard let count = try count("packed streams") else { return nil }
    var sizes: [Int] = []
    while let mark = reader.byte() {
      switch mark {
      case Mark.end: return sizes
      case Mark.size:
        for _ in 0..<count {
          guard let size = reader.number() else { return nil }
          sizes.append(size)
        }
      default:
        guard reader.skipDigests(count) else { return nil }
      }
    }
    return nil
  }

  private mutating func folders() throws(Problem) -> [Folder]? {
    guard reader.byte() == Mark.folder, let count = try count("folders"), reader.byte() == 0 else {
      return nil
    }
    var folders: [Folder] = []
    for _ in 0..<count {
      guard let folder = try folder() else { return nil }
      folders.append(folder)
    }
    guard reader.byte() == Mark.unpackSize else { return nil }
    for i in folders.indices {
      for _ in 0..<folders[i].outputs {
        guard let size = reader.number() else { return nil }
        folders[i].unpackedSize = max(folders[i].unpackedSize, size)
      }
    }
    while let mark = reader.byte() {
      if mark == Mark.end { return folders }
      guard reader.skipDigests(count) else { return nil }
    }
    return nil
  }

  private mutating func folder() throws(Problem) -> Folder? {
    var folder = Folder()
    var inputs = 0
    guard let coders = try count("coders") else { return nil }
    for _ in 0..<coders {
      guard let flags = reader.byte(), flags & 0x80 == 0,
        let method = reader.bytes(Int(flags & 0x0F))
      else { return nil }
      var streams = (inputs: 1, outputs: 1)
      if flags & 0x10 != 0 {
        guard let ins = try count("streams"), let outs = try count("streams") else { return nil }
        streams = (ins, outs)
      }
      var properties: [UInt8] = []
      if flags & 0x20 != 0 {
        guard let length = reader.number() else { return nil }
        guard let bytes = reader.bytes(length) else {
          throw refused(
            "\(length) bytes of a coder's properties",
            expected: "at most \(reader.left), what is left of its index")
        }
        properties = bytes
      }
      inputs += streams.inputs
      folder.outputs += streams.outputs
      folder.coders.append(SevenZipCoder(method: method, properties: properties))
    }
    for _ in 0..<2 * max(0, folder.outputs - 1) where reader.number() == nil { return nil }
    let packed = inputs - max(0, folder.outputs - 1)
    if packed > 1 { for _ in 0..<packed where reader.number() == nil { return nil } }
    return folder
  }

  private mutating func skipSubstreams(_ folders: Int) throws(Problem) -> Bool {
    var files = folders
    var mark = reader.byte()
    if mark == Mark.streamCount {
      files = 0
      for _ in 0..<folders {
        guard let count = try count("files in a folder") else { return false }
        files += count
      }
      mark = reader.byte()
    }
    if mark == Mark.size {
      for _ in 0..<max(0, files - folders) where reader.number() == nil { return false }
      mark = reader.byte()
    }
    while let next = mark, next != Mark.end {
      guard reader.skipDigests(files) else { return false }
      mark = reader.byte()
    }
    return mark != nil
  }

  // MARK: What it may ask for

  /// A count of things, each of at least one byte in the index.
  private mutating func count(_ what: String) throws(Problem) -> Int? {
    guard let count = reader.number() else { return nil }
    guard count <= reader.size else {
      throw refused("\(count) \(what)", expected: "at most \(reader.size), the bytes of its index")
    }
    return count
  }

  /// Dictionaries may be as large as 7-Zip's largest usual one, or as what the packed data can grow to.
  private func checkDictionaries(of folders: [Folder], packed: Int) throws(Problem) {
    for folder in folders {
      let growth = min(folder.unpackedSize, Int.max / 16) * 16
      let (most, overflow) = max(0, packed).multipliedReportingOverflow(by: 8192)
      let worth = max(Self.limit, min(growth, overflow ? .max : most))
      for coder in folder.coders where coder.memory > worth {
        throw refused(
          "\(coder.memory >> 20) MiB of memory for \(packed) packed bytes",
          expected: "at most \(worth >> 20) MiB")
      }
    }
  }

  private var damaged: Problem {
    Problem(
      .badInput, "damaged 7z archive: its index cannot be read to its end", path: path,
      fix: "get it again; or, if it is encrypted, pack it again without a password")
  }

  private func refused(_ got: String, expected: String) -> Problem {
    Problem(
      .badInput, "the 7z archive asks for too much memory for its size", path: path, got: got,
      expected: expected, fix: "get it again, or pack it again with 7-Zip's usual settings")
  }
}
