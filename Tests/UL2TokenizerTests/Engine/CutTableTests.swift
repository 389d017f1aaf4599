/// Cuts are between characters, never inside a piece.
import Testing

import UL2Tokenizer

@Suite struct CutTableTests {
  /// Where `text` is cut, in bytes from its start.
  private func cuts(_ text: String, pieces: [String]) -> [Int] {
    let memory = TableMemory()
    let table = CutTable(pieces.map { Array($0.utf8) }, in: memory)
    let bytes = [0, 0] + Array(text.utf8) + [UInt8](repeating: 0, count: 80)
    let mask = bytes.withUnsafeBufferPointer { table.cuts($0.baseAddress! + 2) }
    withExtendedLifetime(memory) {}
    return (1..<text.utf8.count).filter { mask >> UInt64($0) & 1 == 1 }
  }

  @Test func cutsWhereNoPieceCrosses() {
    #expect(cuts("ab cd", pieces: ["ab", " c", "d"]) == [2, 4])
    #expect(cuts("ab cd", pieces: ["abc", " cd"]) == [2])
    #expect(cuts("....", pieces: ["x"]) == [1, 2, 3])
    #expect(cuts("....", pieces: [".."]) == [])
  }

  @Test func neverInsideACharacter() {
    #expect(cuts("é漢🙂", pieces: ["x"]) == [2, 5])
  }

  /// Characters that share their last and first bytes with a piece's are distinguished from three bytes on.
  @Test func pairsOfLongCharactersAreTold() {
    // 漢 E6 BC A2, 字 E5 AD 97; 壢 E5 A3 A2 ends as 漢 does, 孕 E5 AD 95 begins as 字 does.
    #expect(cuts("漢字", pieces: ["漢字"]) == [])
    #expect(cuts("壢孕", pieces: ["漢字"]) == [3])
  }
}
