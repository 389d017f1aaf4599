import Testing
import TestSupport

@Test("The digest that tests compare with is SHA-256 (FIPS 180-4, example B.1)")
func sha256() {
  var digest = SHA256()
  digest.update(Array("abc".utf8))
  #expect(
    digest.hexDigest() == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
}
