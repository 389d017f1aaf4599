import TestSupport
import Testing
import UL2Core

@Suite("SHA-256 and HMAC")
struct SHA256Tests {
  private func digest(_ text: String) -> String {
    var hash = SHA256()
    hash.update(Array(text.utf8))
    return hash.hexDigest()
  }

  @Test("FIPS 180-4: nothing, one block, two blocks")
  func examples() {
    #expect(
      digest("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    #expect(
      digest("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(
      digest("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")
        == "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1")
  }

  @Test("Pieces of any length give the same digest")
  func pieces() {
    let text = String(repeating: "0123456789", count: 40)
    for length in [1, 7, 63, 64, 65, 130] {
      var hash = SHA256()
      var rest = Array(text.utf8)[...]
      while !rest.isEmpty {
        hash.update(rest.prefix(length))
        rest = rest.dropFirst(length)
      }
      #expect(hash.hexDigest() == digest(text), "\(length)")
    }
  }

  @Test("HMAC: RFC 4231, test cases 2 and 6")
  func hmac() {
    #expect(
      hexadecimalDigits(hmacSHA256(key: Array("Jefe".utf8), "what do ya want for nothing?".utf8))
        == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
    let long = [UInt8](repeating: 0xAA, count: 131)
    #expect(
      hexadecimalDigits(
        hmacSHA256(key: long, "Test Using Larger Than Block-Size Key - Hash Key First".utf8))
        == "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54")
  }
}
