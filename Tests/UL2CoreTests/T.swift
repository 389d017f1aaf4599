import Testing
import UL2Core
@Test func x() { #expect(editDistance("a", "b") == 1) }
