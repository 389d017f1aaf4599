/// Whether an output has room, asked before hours are spent. An output that is replaced stays until the new one
/// is whole, so what is free has to hold all of that.
import Glibc

extension OutputDirectory {
  /// - Parameters:
  ///   - bytes: that are going to be written, before compression.
  ///   - isCompressed: whether they may become fewer.
  func checkSpace(
    for bytes: Int, isCompressed: Bool, _ reporter: Reporter
  ) throws(Problem) {
    guard let free = freeBytes(path), free < bytes else { return }
    let old = replacement.isPending ? " (the output that it replaces stays until the end)" : ""
    if isCompressed {
      return reporter.warn(
        "\(path): there may be too little space\(old): \(grouped(free)) bytes are free, "
          + "\(grouped(bytes)) are to be compressed and written")
    }
    throw Problem(
      .readWrite, "no space left on device for all of it\(old)", path: path,
      got: "\(grouped(free)) bytes free", expected: "\(grouped(bytes))",
      fix: "free some space, or choose another \(.output)")
  }
}

/// The free bytes of the file system that a path is on, or will be on; nil where that is not known.
private func freeBytes(_ path: String) -> Int? {
  var status = statvfs()
  guard unsafe statvfs(path, &status) == 0 else { return nil }
  let (bytes, overflow) = Int(clamping: status.f_bavail).multipliedReportingOverflow(
    by: Int(clamping: status.f_frsize))
  return overflow ? nil : bytes
}
