/// Which encoding a TeX file says it is in: by inputenc and its kin, by CJK's environments, or in a comment for
/// editors. Encodings may change inside a file.
struct TeXEncoding {
  /// The encoding at the file's beginning.
  private(set) var initial: Charset?
  /// Where another begins, in order; nil: the first again.
  private(set) var changes: [(at: Int, charset: Charset?)] = []
  /// Whether it has a document class, so that it speaks for the files it inputs.
  private(set) var hasClass = false

  /// The encoding that files which name none inherit from this one.
  var inherited: Charset? { initial ?? changes.first { $0.charset != nil }?.charset }

  private var comment: Charset?
  private var classOptions: Range<Int>?

  /// No paper has more changes than these.
  private static let mostChanges = 10_000
  private static let longestArgument = 4096

  init(_ bytes: [UInt8]) {
    scan(bytes)
    initial = initial ?? comment
  }

  private mutating func scan(_ bytes: [UInt8]) {
    var at = 0
    while at < bytes.count, changes.count < Self.mostChanges {
      switch bytes[at] {
      case UInt8(ascii: "%"):
        let end = bytes.index(of: 0x0A, from: at, to: bytes.count)
        // Old Mac files end their lines otherwise.
        let line = Swift.min(end, bytes.index(of: 0x0D, from: at, to: end))
        if comment == nil { comment = Self.charset(inComment: bytes[at..<line]) }
        at = line + 1
      case UInt8(ascii: "\\"):
        let word = bytes.controlWord(at: at)
        at = Swift.max(word.upperBound, at + 2)
        if word.count >= 3 { read(bytes, word) }
      default: at += 1
      }
    }
  }

  // MARK: Commands

  private mutating func read(_ bytes: [UInt8], _ word: Range<Int>) {
    switch bytes[word.lowerBound] {
    case UInt8(ascii: "u") where bytes.isWord(word, "usepackage"): package(bytes, word.upperBound)
    case UInt8(ascii: "R") where bytes.has("RequirePackage", at: word.lowerBound):
      package(bytes, word.upperBound)
    case UInt8(ascii: "P") where bytes.isWord(word, "PassOptionsToPackage"):
      guard let options = argument(bytes, word.upperBound),
        let name = argument(bytes, options.upperBound + 1)
      else { return }
      load(bytes, name, options: options)
    case UInt8(ascii: "d")
    where bytes.isWord(word, "documentclass") || bytes.isWord(word, "documentstyle"):
      documentClass(bytes, word.upperBound)
    case UInt8(ascii: "i") where bytes.isWord(word, "inputencoding"),
      UInt8(ascii: "C") where bytes.isWord(word, "CJKenc"):
      guard let name = argument(bytes, word.upperBound) else { return }
      change(to: Charset(teXName: bytes[name]), at: name.upperBound + 1)
    case UInt8(ascii: "X") where bytes.isWord(word, "XeTeXinputencoding"):
      quoted(bytes, word.upperBound)
    case UInt8(ascii: "b") where bytes.isWord(word, "begin"): begin(bytes, word.upperBound)
    case UInt8(ascii: "e") where bytes.isWord(word, "end"):
      if let name = argument(bytes, word.upperBound), Self.isCJK(bytes[name]) {
        changes.append((name.upperBound + 1, nil))
      }
    case UInt8(ascii: "S") where bytes.isWord(word, "SelectInputMappings"):
      if let list = argument(bytes, word.upperBound) {
        initial = initial ?? TeXInputMappings.charset(Array(bytes[list]))
      }
    default: break
    }
  }

  private mutating func change(to charset: Charset?, at place: Int) {
    guard let charset else { return }
    changes.append((place, charset))
  }

  private func argument(_ bytes: [UInt8], _ start: Int) -> Range<Int>? {
    bytes.group(at: bytes.skippingTeXSpace(start), limit: Self.longestArgument)
  }

  /// `[options]{names}`, either of which may be missing.
  private func arguments(_ bytes: [UInt8], _ start: Int) -> (
    options: Range<Int>?, names: Range<Int>?
  ) {
    var at = bytes.skippingTeXSpace(start)
    let options = bytes.option(at: at, limit: Self.longestArgument)
    if let options { at = options.upperBound + 1 }
    return (options, argument(bytes, at))
  }

  private mutating func package(_ bytes: [UInt8], _ start: Int) {
    let (options, names) = arguments(bytes, start)
    if let names { load(bytes, names, options: options) }
  }

  private static let inputEncodings: Set<String> = [
    "inputenc", "inputenx", "luainputenc", "umlaute", "vietnam", "vntex", "ctex", "CTEX", "CJK",
    "hyperchars", "ctexcap", "inputencx", "xelatexinputenc",
  ]
  /// Packages, and options of old styles, that are an encoding themselves.
  private static let ownEncodings: [String: String] = [
    "isolatin1": "latin1", "isolatin": "latin1", "isolatin2": "latin2", "CJKutf8": "utf8",
    "hangul": "euckr", "hfont": "euckr", "hangulfn": "euckr", "hlatex": "euckr", "xeCJK": "utf8",
    "applemac": "applemac", "latin1": "latin1", "latin2": "latin2", "latin9": "latin9",
    "ansinew": "ansinew", "cp850": "cp850", "koi8-r": "koi8r", "cp1251": "cp1251",
    "cctart": "gbk", "cctbook": "gbk", "cctrep": "gbk",
  ]

  private mutating func load(_ bytes: [UInt8], _ names: Range<Int>, options: Range<Int>?) {
    for name in bytes[names].split(separator: UInt8(ascii: ",")) {
      let name = String(decoding: name.filter { !$0.isMarkupSpace }, as: UTF8.self)
      if Self.inputEncodings.contains(name) {
        // Where several are given the last one holds.
        let found = lastCharset(bytes, options) ?? lastCharset(bytes, classOptions)
        initial = found ?? initial
        // Without an option it is what Chinese text was in when it was not UTF-8.
        if found == nil, name.lowercased().hasPrefix("ctex") {
          initial = initial ?? Charset(teXName: "gbk".utf8)
        }
      } else if let own = Self.ownEncodings[name] {
        initial = initial ?? Charset(teXName: own.utf8)
      }
    }
  }

  private func lastCharset(_ bytes: [UInt8], _ options: Range<Int>?) -> Charset? {
    guard let options else { return nil }
    return bytes[options].split(separator: UInt8(ascii: ",")).reversed().lazy
      .compactMap { option in
        Charset(teXName: option.split(separator: UInt8(ascii: "=")).last ?? [])
      }.first
  }

  private mutating func documentClass(_ bytes: [UInt8], _ start: Int) {
    hasClass = true
    let (options, names) = arguments(bytes, start)
    classOptions = options
    // `\documentstyle[12pt,isolatin1]{article}`, `\documentclass[GBK]{ctexart}`
    if let options { load(bytes, options, options: nil) }
    if let names, bytes.has("ctex", at: names.lowerBound) {
      // Without an option it is what Chinese text was in when it was not UTF-8.
      initial = initial ?? lastCharset(bytes, options) ?? Charset(teXName: "gbk".utf8)
    } else if let names {
      load(bytes, names, options: nil)
    }
  }

  /// `\XeTeXinputencoding "cp1252"`, with or without the quotation marks.
  private mutating func quoted(_ bytes: [UInt8], _ start: Int) {
    let at = bytes.skippingTeXSpace(start)
    let line = bytes.index(of: 0x0A, from: at, to: bytes.count)
    let name = bytes[at..<Swift.min(line, at + 64)].filter { !" \"={}".utf8.contains($0) }
      .prefix { $0.isASCIIAlphanumeric || "-_:".utf8.contains($0) }
    change(to: Charset(teXName: name), at: line)
  }

  private static func isCJK(_ name: ArraySlice<UInt8>) -> Bool {
    name.elementsEqual("CJK".utf8) || name.elementsEqual("CJK*".utf8)
  }

  /// `\begin{CJK*}[dnp]{GBK}{song}`
  private mutating func begin(_ bytes: [UInt8], _ start: Int) {
    guard let name = argument(bytes, start), Self.isCJK(bytes[name]) else { return }
    let (_, encoding) = arguments(bytes, name.upperBound + 1)
    guard let encoding, let charset = Charset(teXName: bytes[encoding]) else { return }
    changes.append((encoding.upperBound + 1, charset))
  }

  // MARK: Comments

  /// `%!TEX encoding = IsoLatin9`, `% -*- coding: latin-1-unix -*-`, `% vim: fileencoding=koi8-r`.
  private static func charset(inComment line: ArraySlice<UInt8>) -> Charset? {
    let line = line.prefix(300).map(\.asciiLowercased)
    var from = 0
    while let found = line.firstIndex(of: "coding", from: from) {
      from = found + 6
      var at = from
      while at < line.count, line[at] == 0x20 || line[at] == 0x09 { at += 1 }
      guard at < line.count, line[at] == UInt8(ascii: ":") || line[at] == UInt8(ascii: "=") else {
        continue
      }
      let rest = line[(at + 1)...].prefix { !";,*".utf8.contains($0) }
      let word = rest.drop { !$0.isASCIIAlphanumeric }.prefix {
        $0.isASCIIAlphanumeric || "-_".utf8.contains($0)
      }
      // Emacs adds how lines end.
      let stem = word.lastIndex(of: UInt8(ascii: "-")).map { word[..<$0] }
      if let charset = Charset(teXName: rest) ?? Charset(teXName: word)
        ?? stem.flatMap({ Charset(teXName: $0) })
      {
        return charset
      }
    }
    return nil
  }
}
