/// Files without a byte: in most formats that is damage, what an interrupted download or a full disk leaves.

/// The format that a file's name promises if it is one that cannot be empty, compressed data or an archive; else nil.
package func neverEmptyFormat(of path: String) -> String? {
  let name = baseName(path).lowercased()
  return neverEmpty.first { name.hasSuffix($0.ending) }?.format
}

private let neverEmpty: [(ending: String, format: String)] = [
  (".gz", "gzip data"), (".tgz", "gzip data"), (".bz2", "bzip2 data"), (".zst", "zstd data"),
  (".xz", "xz data"), (".lz4", "LZ4 data"), (".tar", "a tar archive"), (".7z", "a 7z archive"),
  (".zip", "a zip archive"), (".parquet", "a Parquet file"),
]

/// The problem of a file that is empty and must not be.
package func emptyFile(_ path: String, expected: String, kind: Problem.Kind = .badInput) -> Problem
{
  Problem(
    kind, "the file is empty", path: path, expected: expected,
    fix: "get it again: a download that breaks off at once leaves such files")
}
