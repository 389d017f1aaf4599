/// The files of a dataset below a directory: the hub's `tree`, page by page.

enum HuggingFaceListing {
  /// - Returns: names in the dataset; nil where there is no such directory.
  static func files(
    below directory: String, of address: HuggingFaceAddress
  ) throws(Problem) -> [String]? {
    var files: [String] = []
    var page: RemoteAddress? = address.tree(of: directory)
    while let current = page {
      let source = RemoteSource(current)
      let bytes: [UInt8]
      do throws(Problem) {
        bytes = try readAll(source, limit: 256 << 20)
      } catch {
        if source.refusedStatus == 404 { return nil }
        throw error
      }
      let entries = try JSONValue.parse(bytes, path: current.path).array
      guard let entries else {
        throw Problem(.noInput, "the server does not list the dataset", path: current.path)
      }
      files += entries.filter { $0["type"]?.string == "file" }.compactMap { $0["path"]?.string }
      page = try address.next(source.head["link"])
      if page?.url == current.url {
        throw Problem(.noInput, "the server's list of files does not advance", path: current.path)
      }
    }
    return files
  }
}

/// All that a source has, where that is little.
func readAll(_ source: any ByteSource, limit: Int) throws(Problem) -> [UInt8] {
  var reader = ByteReader(source)
  while try reader.fill() {
    guard unsafe reader.unread.count <= limit else {
      throw Problem(
        .badInput, "the answer is too long", path: source.path, expected: "at most \(limit) bytes")
    }
  }
  return unsafe Array(reader.unread)
}
