/// Which libsentencepiece this process runs: versions from 0.2.2 on give other ids for Unigram models.
import CSentencePiece
import Glibc

/// The library's file and, where its pkg-config file is beside it, its version:
/// `libsentencepiece.so.0 0.1.97`. The library itself tells neither.
package func sentencePieceLibrary() -> String {
  let path = unsafe spm_library_path().map { unsafe String(cString: $0) } ?? ""
  let pkgConfig = directoryName(path) + "/pkgconfig/sentencepiece.pc"
  let text = (try? readFile(pkgConfig, limit: 1 << 16)).map { String(decoding: $0, as: UTF8.self) }
  let line = text?.split(separator: "\n").first { $0.hasPrefix("Version:") }
  let version = line.map { $0.dropFirst(8).filter { !$0.isWhitespace } }
  return baseName(path) + " " + (version ?? "of unknown version")
}
