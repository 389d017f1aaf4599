/// What finds the ids of a piece of text.
import UL2Patterns

struct PieceKernel: Sendable {
  let merges: MergeModel
  /// Divides pieces, spelled by the characters of `ByteAlphabet`, once more: steps after ByteLevel see these.
  let spelled: PieceScanner?

  init(_ merges: MergeModel, spelled: PieceScanner? = nil) {
    self.merges = merges
    self.spelled = spelled
  }
}
