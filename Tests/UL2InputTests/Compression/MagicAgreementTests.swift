import ReaderSupport
import Testing
import UL2Input

@Suite("The table of magics and the formats that are read") struct MagicAgreementTests {
  @Test("Each compression is in the table", arguments: CompressionFormat.allCases)
  func compressions(_ format: CompressionFormat) {
    let name = Magic.of(compress(Array("some text".utf8), format))?.name
    #expect(name?.lowercased() == "\(format.rawValue) data")
  }

  @Test("7z archives are in it")
  func archives() {
    #expect(Magic.of(SevenZipArchive.magic)?.name == "a 7z archive")
  }
}
