/// A wiki by its dump's `<siteinfo>`: where pages live, what namespaces are called.
package struct WikiSite {
  /// The address of the main page, `https://ltg.wikipedia.org/wiki/Suoku_puslopa`.
  package var base: [UInt8] = []

  package init() {}

  /// Local names of namespaces, in lower case as far as they are ASCII.
  private(set) var namespaces: [[UInt8]: Int] = [:]

  /// The wiki's language, as its host names it: `ltg`; empty where the dump does not say.
  var language: [UInt8] {
    let parts = base.split(separator: UInt8(ascii: "/"), maxSplits: 2)
    guard parts.count > 1, let dot = parts[1].firstIndex(of: UInt8(ascii: ".")) else { return [] }
    return Array(parts[1][..<dot])
  }

  package mutating func addNamespace(_ name: [UInt8], _ key: Int) {
    if !name.isEmpty { namespaces[name.map(\.asciiLowercased)] = key }
  }

  /// For dumps without `<ns>`: the namespace that the title's prefix names, 0 where none does.
  package func namespace(ofTitle title: [UInt8]) -> Int {
    guard let colon = title.firstIndex(of: UInt8(ascii: ":")) else { return 0 }
    return namespaces[title[..<colon].map(\.asciiLowercased)] ?? 0
  }

  /// The address of the page called `title`; nil when the dump does not say where pages live.
  package func url(ofTitle title: [UInt8]) -> [UInt8]? {
    guard let slash = base.lastIndex(of: UInt8(ascii: "/")) else { return nil }
    var url = Array(base[...slash])
    for byte in title {
      switch byte {
      case 0x20: url.append(UInt8(ascii: "_"))
      case _ where byte.isASCIIAlphanumeric || Self.plainInURL.contains(byte): url.append(byte)
      default:
        url.append(UInt8(ascii: "%"))
        url.append(Self.digits[Int(byte >> 4)])
        url.append(Self.digits[Int(byte & 15)])
      }
    }
    return url
  }

  /// The signs that MediaWiki does not escape in addresses.
  private static let plainInURL = Set("-_.~!$*(),;:@/".utf8)
  private static let digits = Array("0123456789ABCDEF".utf8)
}
