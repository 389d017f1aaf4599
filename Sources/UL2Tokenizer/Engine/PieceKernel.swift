/// Finds the ids of a piece of text.
import UL2Patterns

enum PieceKernel: Sendable {
  case merges(MergeModel)
  /// Merges, of what pieces, spelled by the characters of `ByteAlphabet`, are divided into: steps after ByteLevel see
  /// them so.
  case spelled(MergeModel, PieceScanner)
  case words(UnigramWords)
}
