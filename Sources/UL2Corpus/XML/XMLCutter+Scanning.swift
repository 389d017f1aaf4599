/// Finds the tags of a document that is still being read: a state machine that stops wherever the bytes do.
import UL2Input
import UL2Markup

extension XMLCutter {
  private enum Event {
    /// All bytes were looked at.
    case starved
    /// A tag's name is known; `at` is after it.
    case tag
    /// A tag has ended before `at`.
    case tagEnd(isEmpty: Bool)
    /// The bytes at `token` cannot be part of a document.
    case broken
    case typeDeclaration(XMLTypeDeclaration)
  }

  /// Looks at all bytes in memory, or up to where a part ends.
  func advance(_ log: SkipLog) throws(Problem) -> XMLPart? {
    while true {
      switch scan() {
      case .starved: return nil
      case .tag: if let part = try enterTag(log) { return part }
      case .tagEnd(let isEmpty): try endTag(isEmpty, log)
      case .broken: breakUp()
      case .typeDeclaration(let declaration): try skip(declaration)
      }
    }
  }

  private func scan() -> Event {
    unsafe buffer.withUnsafeBufferPointer { bytes in
      while at < bytes.count {
        switch state {
        case .text:
          guard let found = unsafe bytes.first(UInt8(ascii: "<"), from: at) else {
            at = bytes.count
            return .starved
          }
          token = found
          at = found + 1
          state = .markup
        case .markup: if let event = unsafe classify(bytes) { return event }
        case .tag: if let event = unsafe scanTag(bytes) { return event }
        case .value(let quote): if let event = unsafe scanValue(bytes, quote) { return event }
        case .comment: unsafe skip(bytes, past: "-->")
        case .literal: unsafe skip(bytes, past: "]]>")
        case .instruction: unsafe skip(bytes, past: "?>")
        case .typeDeclaration:
          let rest = unsafe UnsafeBufferPointer(rebasing: bytes[token...])
          let declaration = unsafe XMLTypeDeclaration(rest)
          if case .incomplete = declaration {
            at = bytes.count
            return .starved
          }
          return .typeDeclaration(declaration)
        }
      }
      return .starved
    }
  }

  /// Tells what begins at `token`; goes to the end of the bytes where they do not tell.
  private func classify(_ bytes: UnsafeBufferPointer<UInt8>) -> Event? {
    let count = bytes.count
    switch unsafe bytes[token + 1] {
    case UInt8(ascii: "?"):
      state = .instruction
      at = token + 2
      tokenBody = at
      return nil
    case UInt8(ascii: "!"):
      for (opening, next) in [("<!--", State.comment), ("<![CDATA[", .literal)]
        as [(StaticString, State)]
      {
        let length = opening.utf8CodeUnitCount
        if unsafe bytes.has(opening, at: token, before: count) {
          state = next
          at = token + length
          tokenBody = at
          return nil
        }
        let rest = unsafe UnsafeBufferPointer(rebasing: bytes[token...])
        if rest.count < length, unsafe opening.bytes.starts(with: rest) {
          at = count
          return .starved
        }
      }
      at = token + 2
      let isBeforeRoot =
        !rootIsOver && records.isEmpty && record == nil && context.open.isEmpty
      state = isBeforeRoot ? .typeDeclaration : .text
      return isBeforeRoot ? nil : .broken
    case let byte:
      isEndTag = byte == UInt8(ascii: "/")
      let start = token + (isEndTag ? 2 : 1)
      var end = start
      let limit = min(count, start + XMLScanner.nameLimit + 1)
      while unsafe end < limit && XMLCharacters.isNameByte(bytes[end]) { end += 1 }
      if end == count {
        at = count
        return .starved
      }
      if end == start || end - start > XMLScanner.nameLimit {
        state = .text
        at = token + 1
        return .broken
      }
      tagName.removeAll(keepingCapacity: true)
      unsafe tagName.append(contentsOf: bytes[start..<end])
      // As it is in parts, which may have its other tag.
      XMLCharacters.mend(name: &tagName)
      state = .tag
      at = end
      return .tag
    }
  }

  private var rootIsOver: Bool { context.rootIsSeen }

  /// Takes a type declaration out, which says nothing that is needed: what it names is not fetched.
  private func skip(_ declaration: XMLTypeDeclaration) throws(Problem) {
    try checkGap(to: token)
    switch declaration {
    case .skipped(let count) where !typeIsDeclared:
      typeIsDeclared = true
      declareForeignEntities()
      drop(token..<token + count)
      at = token
      state = .text
    case .hasEntities:
      throw Problem(
        .badInput, "a document type declaration", path: path, got: "one with entities",
        expected: "XML that declares none, since they can grow without bound")
    case .tooLong:
      throw Problem(
        .badInput, "a document type declaration", path: path,
        got: "more than \(XMLTypeDeclaration.limit >> 10) KiB of it",
        expected: "XML that declares no entities")
    case .skipped, .damaged, .incomplete:
      throw Problem(
        .badInput, "not well-formed XML: a damaged document type declaration", path: path,
        expected: "<!DOCTYPE name SYSTEM \"…\">")
    }
  }

  /// Goes to the tag's end, or to the next quote.
  private func scanTag(_ bytes: UnsafeBufferPointer<UInt8>) -> Event? {
    var at = self.at
    defer { self.at = at }
    while at < bytes.count {
      let byte = unsafe bytes[at]
      at += 1
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "'"):
        state = .value(byte)
        return nil
      case UInt8(ascii: ">"):
        state = .text
        return .tagEnd(isEmpty: unsafe !isEndTag && at >= 2 && bytes[at - 2] == UInt8(ascii: "/"))
      case UInt8(ascii: "<"):
        token = at - 1
        state = .markup
        return .broken
      default: break
      }
    }
    return nil
  }

  private func scanValue(_ bytes: UnsafeBufferPointer<UInt8>, _ quote: UInt8) -> Event? {
    let close = unsafe bytes.first(quote, from: at)
    if let open = unsafe bytes.first(UInt8(ascii: "<"), from: at, to: close) {
      token = open
      at = open + 1
      state = .markup
      return .broken
    }
    at = close.map { $0 + 1 } ?? bytes.count
    if close != nil { state = .tag }
    return nil
  }

  private func skip(_ bytes: UnsafeBufferPointer<UInt8>, past word: StaticString) {
    let length = word.utf8CodeUnitCount
    // The word may have begun before the bytes that are new.
    if let found = unsafe bytes.first(of: word, from: max(tokenBody, at - length + 1)) {
      at = found + length
      state = .text
    } else {
      at = bytes.count
    }
  }
}
