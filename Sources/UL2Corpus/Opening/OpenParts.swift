/// Opens an input once, tells its format by its first bytes, and passes both on to what reads it.
import UL2Input

/// Opens an input, to be worked on in parts.
///
/// - Parameters:
///   - path: a file, an address for which `isRemote` holds, or `-`.
///   - part: of an input that `divisibleFormat` gives one for; nil: all of it.
///   - scratch: where readers that must sort may spill; nil: `TMPDIR`.
///   - threads: that decompress bzip2, whose blocks go side by side; with 1, the caller's own.
///   - meter: counts what is read.
package func openParts(
  _ path: String, part: Range<Int>? = nil, source: Source, options: ReaderOptions,
  scratch: String? = nil, threads: Int = 1, meter: ReadMeter? = nil
) throws(Problem) -> any InputParts {
  let parts: any InputParts
  if let part {
    parts = try openPart(path, part, source: source, options: options, meter: meter)
  } else {
    parts = try openRecords(
      path, source: source, options: options, scratch: scratch, threads: threads, meter: meter)
  }
  // Raw records are compared with other readers', one by one.
  return options.recordText == .clean ? PartsWithText(parts) : parts
}

func openRecords(
  _ path: String, source: Source, options: ReaderOptions, scratch: String?, threads: Int,
  meter: ReadMeter? = nil
) throws(Problem) -> any InputParts {
  var file = try InputFile(path, meter: meter)
  let magic = try file.firstBytes(SevenZipArchive.magic.count)
  let formats = options.format.map { [$0] } ?? source.formats + source.alsoReads
  if let open = try fileOpening(formats, magic, file, isChosen: options.format != nil) {
    return try open(FileInput(options: options, file: file))
  }
  let hasRandomAccess = file.hasRandomAccess
  var bytes = try openStream(file, magic, source, threads: threads)
  let isCut = unsafe try bytes.begin(with: FirstBytes.count) { bytes in
    if options.format != nil { return true }
    return unsafe (try? told(bytes, source, path)) != nil
  }
  if !isCut, bytes.isExhausted, unsafe bytes.unread.allSatisfy(\.isMarkupSpace) {
    return try EmptyInput(
      path: path, source: source, format: options.format,
      isEmptyFile: hasRandomAccess && magic.isEmpty
    ).parts()
  }
  let format: InputFormat
  if let chosen = options.format {
    format = chosen
  } else {
    do throws(Problem) {
      format = unsafe try told(bytes.unread, source, path)
    } catch  where isCut {
      // What follows damage may begin within a record, which shows nothing.
      format = source.formats[0]
    }
  }
  guard let open = format.open else { throw notFromStream(format, path) }
  return try open(
    StreamedInput(source: source, options: options, scratch: scratch, bytes: bytes))
}

/// How a file is opened whose format is read in any order; nil where it is to be streamed.
private func fileOpening(
  _ formats: [InputFormat], _ magic: [UInt8], _ file: borrowing InputFile, isChosen: Bool
) throws(Problem) -> (@Sendable (consuming FileInput) throws(Problem) -> any InputParts)? {
  for format in formats {
    guard let opening = format.file else { continue }
    let isOnlyWay = isChosen && format.open == nil
    if isOnlyWay, !file.hasRandomAccess { throw notFromStream(format, file.path) }
    if isOnlyWay || opening.begins(magic, isRemote(file.path)) { return opening.open }
  }
  return nil
}

/// The input's bytes, decompressed; those of its one wanted member where it is a 7z archive.
private func openStream(
  _ file: consuming InputFile, _ magic: [UInt8], _ source: Source, threads: Int
) throws(Problem) -> ByteReader {
  guard magic == SevenZipArchive.magic else {
    return try decompressed(file.streamed(), threads: threads)
  }
  guard let member = source.formats.lazy.compactMap(\.sevenZipMember).first else {
    throw Problem(
      .unreadable, "\(source.name) is not read from 7z archives", path: file.path,
      expected: source.formatNames, fix: "unpack it: 7z x \(file.path)")
  }
  return try Archive.member(member, of: file.randomAccess(), .sevenZip)
}

/// The format that first bytes, decompressed, show.
private func told(
  _ bytes: UnsafeRawBufferPointer, _ source: Source, _ path: String
) throws(Problem) -> InputFormat {
  let first = unsafe FirstBytes(bytes)
  if let format = source.formats.first(where: { $0.looksLike(first) })
    ?? source.alsoReads.first(where: { $0.looksLike(first) })
  {
    if format.open == nil { throw notFromStream(format, path) }
    return format
  }
  if first.isSevenZip {
    throw Problem(
      .noInput, "7z archives cannot be read from a stream", path: path,
      fix: "name the file: a 7z archive has its index at its end")
  }
  if first.isArchive {
    throw Problem(
      .unreadable, "\(source.name) is not read from such archives", path: path,
      expected: source.formatNames,
      fix: first.isZip
        ? "unpack it: unzip \(path)" : "unpack it: tar -xf \(path), or pipe it: tar -xOf \(path)")
  }
  if first.isEmpty { return source.formats[0] }
  throw unsafe unknownFormat(first, bytes, source, path)
}

private func notFromStream(_ format: InputFormat, _ path: String) -> Problem {
  Problem(
    .noInput, "\(format.phrase) cannot be read from a stream", path: path,
    fix: "name the file: \(format.phrase) is read from its end, and needs no compression around it")
}
