/// Finds the ids of a piece of text.
import UL2Patterns

enum PieceKernel: Sendable {
  case merges(MergeModel)
  /// Merges the parts into which a scanner divides pieces as `ByteAlphabet` spells them: steps after ByteLevel see them
  /// so.
  case spelled(MergeModel, PieceScanner)
  case words(UnigramWords)
}
