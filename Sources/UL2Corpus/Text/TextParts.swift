/// Cuts an input into files: one, or the members of an archive. Members are copied as they are; whether they
/// are text, and in what encoding, the workers find out.
import UL2Input

final class TextParts: InputParts {
  private enum Content: ~Copyable {
    case file(ByteReader, name: String)
    case archive(Archive)
    case nothing
  }

  private var content: Content

  /// - Parameter name: what the document is called, where the input is not an archive.
  init(_ input: consuming ByteReader, name: String) throws(Problem) {
    _ = try input.fill(atLeast: FirstBytes.count)
    let first = unsafe FirstBytes(input.unread)
    if first.isTar || first.isZip {
      content = .archive(try Archive(input, first.isZip ? .zip : .tar))
    } else {
      content = .file(input, name: name)
    }
  }

  /// A zip archive in a file.
  init(zip file: any RandomAccessFile) throws(Problem) {
    content = .archive(try Archive(file, .zip))
  }

  func next(_ log: SkipLog) throws(Problem) -> (any InputPart)? {
    var taken = Content.nothing
    swap(&taken, &content)
    switch consume taken {
    case .nothing: return nil
    case .file(var input, let name):
      var bytes: [UInt8] = []
      guard try !input.read(TextFile.limit + 1, appendingTo: &bytes) else {
        log.bad("file too large", TextFile.tooLarge(input.path))
        return nil
      }
      return TextPart(files: [TextFile(name: name, path: input.path, bytes: bytes)])
    case .archive(let archive):
      content = .archive(archive)
      return try members(of: archive, log)
    }
  }

  private func members(of archive: Archive, _ log: SkipLog) throws(Problem) -> (any InputPart)? {
    var files: [TextFile] = []
    try archive.takeFiles(log, limit: TextFile.limit) { name, bytes in
      files.append(TextFile(name: name, path: archive.path, bytes: bytes, isMember: true))
    }
    return files.isEmpty ? nil : TextPart(files: files)
  }
}

/// Some files.
private struct TextPart: InputPart {
  let files: [TextFile]

  func open(_ log: SkipLog) -> any DocumentReader { Reader(files: files, log: log) }

  private final class Reader: DocumentReader {
    private var files: ArraySlice<TextFile>
    private let transcoder = Transcoding()
    private let log: SkipLog

    init(files: [TextFile], log: SkipLog) {
      self.files = files[...]
      self.log = log
    }

    func next(_ document: inout Document) -> Bool {
      while let file = files.popFirst() {
        if file.read(into: &document, transcoder, log) { return true }
      }
      return false
    }
  }
}
