/// TeX files as UTF-8: in the encoding that they say they are in, which for some is said by another file of the
/// paper.
///
/// A file that is UTF-8 stays what it is, whatever it says: text of another encoding is UTF-8 by accident
/// only. Bytes in no encoding that anybody says are windows-1252, one by one, so that the rest of a file with a
/// stray byte stays as well. That is a guess, and counted.
package struct TeXDecoder {
  /// The bytes that did not come through as they were written.
  package struct Losses: Equatable, Sendable {
    /// In none of the encodings that the paper names.
    package var guessed = 0
    /// No character of the encoding that they should be in; each is U+FFFD now.
    package var undecodable = 0

    package init() {}
  }

  private let transcoder = Transcoder()
  private let files: [String: [UInt8]]
  /// The files whose encoding matters: those with bytes beyond ASCII that are not clearly UTF-8. Nearly every paper
  /// has none, and nothing has to be looked up.
  private let doubtful: Set<String>
  /// The encoding of files that name none.
  private let inherited: Charset?

  /// - Parameter files: of one paper; those with a document class speak for the others, then the first by
  ///   name.
  package init(_ files: [String: [UInt8]]) {
    self.files = files
    doubtful = Set(files.lazy.filter { Self.isDoubtful($0.value) }.map(\.key))
    guard !doubtful.isEmpty else {
      inherited = nil
      return
    }
    var best: (rank: Int, charset: Charset)?
    for (_, bytes) in files.sorted(by: { $0.key < $1.key }) {
      let encoding = TeXEncoding(bytes)
      guard let charset = encoding.inherited else { continue }
      let rank = (encoding.hasClass ? 0 : 2) + (encoding.initial == nil ? 1 : 0)
      if rank < best?.rank ?? .max { best = (rank, charset) }
    }
    inherited = best?.charset
  }

  private static func isDoubtful(_ bytes: [UInt8]) -> Bool {
    unsafe bytes.withUnsafeBytes { bytes in
      if unsafe isASCII(bytes) { return unsafe bytes.contains(0x1B) }
      if unsafe firstInvalidUTF8(in: bytes) != nil { return true }
      // Double bytes of East Asia can be two-byte sequences of UTF-8, but not longer ones.
      return unsafe !bytes.contains { $0 >= 0xE0 }
    }
  }

  /// Eight bytes at a time.
  private static func isASCII(_ bytes: UnsafeRawBufferPointer) -> Bool {
    var high: UInt64 = 0
    var at = 0
    while at + 8 <= bytes.count {
      unsafe high |= bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self)
      at += 8
    }
    while at < bytes.count {
      unsafe high |= UInt64(bytes[at])
      at += 1
    }
    return high & 0x8080_8080_8080_8080 == 0
  }

  /// Whether a file is text: a stray zero is, which TeX does not read, but not one in a thousand.
  package static func isText(_ bytes: [UInt8]) -> Bool {
    guard bytes.firstIndex(of: 0, in: 0..<bytes.count) < bytes.count else { return true }
    return bytes.count { $0 == 0 } <= bytes.count / 1000 || wideCharset(bytes) != nil
  }

  /// The file `name` as UTF-8 with line feeds.
  package func text(of name: String, _ losses: inout Losses) -> [UInt8] {
    let bytes = files[name] ?? []
    var text = decoded(bytes, isDoubtful: doubtful.contains(name), &losses)
    if text.has("\u{FEFF}", at: 0) { text.removeFirst(3) }
    return Self.withLineFeeds(text)
  }

  private func decoded(
    _ bytes: [UInt8], isDoubtful: Bool, _ losses: inout Losses
  ) -> [UInt8] {
    if let wide = Self.wideCharset(bytes) {
      var text = bytes
      if transcoder.convert(&text, from: wide) {
        losses.undecodable += Self.replacements(text)
        return text
      }
    }
    guard isDoubtful else { return bytes }
    let isUTF8 = unsafe bytes.withUnsafeBytes { unsafe firstInvalidUTF8(in: $0) } == nil
    let encoding = TeXEncoding(bytes)
    let initial = encoding.initial ?? inherited
    if isUTF8 {
      let said = initial ?? encoding.inherited
      if let said, said.isDoubleByte { return stretches(bytes, encoding, initial, &losses) }
      if bytes.firstIndex(of: "\u{1B}$", from: 0) != nil {
        return converted(bytes[...], Charset(teXName: "iso2022jp".utf8), &losses)
      }
      return bytes
    }
    if encoding.changes.allSatisfy({ ($0.charset ?? .utf8) == .utf8 }), Self.isMostlyUTF8(bytes) {
      return converted(bytes[...], nil, &losses)
    }
    return stretches(bytes, encoding, initial, &losses)
  }

  /// Each part of a file in its encoding.
  private func stretches(
    _ bytes: [UInt8], _ encoding: TeXEncoding, _ initial: Charset?, _ losses: inout Losses
  ) -> [UInt8] {
    var output: [UInt8] = []
    output.reserveCapacity(bytes.count + bytes.count / 8)
    var at = 0
    var charset = initial
    for change in encoding.changes + [(bytes.count, nil)] where change.at >= at {
      let end = min(change.at, bytes.count)
      output.append(contentsOf: converted(bytes[at..<end], charset, &losses))
      at = end
      charset = change.charset ?? initial
    }
    return output
  }

  private func converted(
    _ part: ArraySlice<UInt8>, _ charset: Charset?, _ losses: inout Losses
  ) -> [UInt8] {
    guard let charset, charset != .utf8 else { return Self.guessed(part, &losses) }
    if charset == .windows1252 { return Self.windows(part, &losses.undecodable) }
    if part.allSatisfy({ $0 < 0x80 && $0 != 0x1B }) { return Array(part) }
    var text = Array(part)
    guard transcoder.convert(&text, from: charset) else { return Self.guessed(part, &losses) }
    losses.undecodable += Self.replacements(text)
    return text
  }

  // MARK: Bytes

  private static func windows(_ part: ArraySlice<UInt8>, _ undecodable: inout Int) -> [UInt8] {
    var output: [UInt8] = []
    output.reserveCapacity(part.count + part.count / 8)
    for byte in part { appendWindows(byte, to: &output, &undecodable) }
    return output
  }

  private static func appendWindows(
    _ byte: UInt8, to output: inout [UInt8], _ undecodable: inout Int
  ) {
    guard byte >= 0x80 else { return output.append(byte) }
    let character = windows1252(byte)
    // The five bytes that windows-1252 has no character for.
    let isControl = 0x80...0x9F ~= character
    if isControl { undecodable += 1 }
    appendUTF8(isControl ? 0xFFFD : character, to: &output)
  }

  /// UTF-8 where it is, windows-1252 elsewhere.
  private static func guessed(_ part: ArraySlice<UInt8>, _ losses: inout Losses) -> [UInt8] {
    var output: [UInt8] = []
    output.reserveCapacity(part.count + part.count / 16)
    var (guesses, undecodable) = (0, 0)
    unsafe part.withUnsafeBytes { bytes in
      var at = 0
      while at < bytes.count {
        let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[at...])
        let bad = unsafe firstInvalidUTF8(in: rest) ?? rest.count
        unsafe output.append(contentsOf: bytes[at..<at + bad])
        at += bad
        guard at < bytes.count else { break }
        guesses += 1
        unsafe appendWindows(bytes[at], to: &output, &undecodable)
        at += 1
      }
    }
    losses.guessed += guesses - undecodable
    losses.undecodable += undecodable
    return output
  }

  private static func replacements(_ text: [UInt8]) -> Int {
    var count = 0
    var at = 0
    while let found = text.firstIndex(of: "\u{FFFD}", from: at) {
      count += 1
      at = found + 3
    }
    return count
  }

  /// UTF-16 and UTF-32, by a mark or by the zeros of a backslash or a percent sign.
  private static func wideCharset(_ bytes: [UInt8]) -> Charset? {
    if let marked = Charset(markedIn: bytes), marked != .utf8 { return marked }
    guard bytes.count >= 4 else { return nil }
    for mark in [UInt8(ascii: "\\"), UInt8(ascii: "%")] {
      if bytes[0] == mark, bytes[1] == 0, bytes[2] != 0 { return .utf16LittleEndian }
      if bytes[0] == 0, bytes[1] == mark, bytes[2] == 0 { return .utf16BigEndian }
    }
    return nil
  }

  /// Whether what is not UTF-8 is so little that a declaration of another encoding is an oversight.
  private static func isMostlyUTF8(_ bytes: [UInt8]) -> Bool {
    let evidence = UTF8Evidence(bytes)
    return evidence.sequences >= 4 && evidence.sequences > 8 * evidence.invalid
  }

  /// Old files end their lines otherwise, and a comment would run to the end of such a file. Other control
  /// characters, which TeX does not read, go.
  private static func withLineFeeds(_ text: [UInt8]) -> [UInt8] {
    // Without branches, so that it is done many bytes at a time.
    let others = unsafe text.withUnsafeBufferPointer { bytes in
      var others: UInt8 = 0
      for index in bytes.indices {
        let byte = unsafe bytes[index]
        let isControl: UInt8 = byte < 0x20 ? 1 : 0
        let isWhite: UInt8 = byte == 0x0A || byte == 0x09 ? 1 : 0
        let isDelete: UInt8 = byte == 0x7F ? 1 : 0
        others |= isControl ^ isWhite | isDelete
      }
      return others
    }
    guard others != 0 else { return text }
    var output: [UInt8] = []
    output.reserveCapacity(text.count)
    for at in text.indices {
      switch text[at] {
      case 0x0D: if at + 1 == text.count || text[at + 1] != 0x0A { output.append(0x0A) }
      // A form feed ends a paragraph.
      case 0x0C: output.append(contentsOf: [0x0A, 0x0A])
      case 0x09, 0x0A, 0x20..<0x7F, 0x80...: output.append(text[at])
      default: break
      }
    }
    return output
  }
}

extension Charset {
  /// Whether characters beyond ASCII are mostly two bytes.
  fileprivate var isDoubleByte: Bool {
    ["gbk", "big5", "euc-tw", "euc-jp", "shift_jis", "euc-kr", "johab"].contains(name)
  }
}
