import UL2Markup

/// The head of a document, before its first record.
extension XMLPart {
  /// Reads the head into `value`.
  ///
  /// - Parameter read: false where the rest does not matter.
  /// - Throws: what is wrong with a document that has no record at all; where one follows, what is wrong
  ///   with its head is noted.
  func head<Value>(
    _ cutter: XMLCutter, _ log: SkipLog, _ value: consuming Value,
    read: (inout Value, inout XMLScanner) throws(XMLFailure) -> Bool
  ) throws(Problem) -> Value {
    var part = self
    let hasControls = part.mend(log)
    var value = value
    do throws(XMLFailure) {
      unsafe try part.bytes.span.withUnsafeBufferPointer { bytes throws(XMLFailure) in
        var scanner = unsafe XMLScanner(bytes)
        scanner.hasControls = hasControls
        scanner.begin(
          0..<bytes.count, XMLContext(hasForeignEntities: part.context.hasForeignEntities))
        defer { log.noted(Self.forbidden, count: scanner.forbiddenReferences) }
        if try read(&value, &scanner), cutter.headIsAll { try scanner.finish() }
      }
    } catch {
      if cutter.headIsDamaged { return value }
      var counted = (offset: 0, newlines: 0)
      let problem = part.problem(error, in: 0..<part.bytes.count, &counted)
      if cutter.headIsAll { throw problem }
      log.bad("not well-formed XML", problem)
    }
    return value
  }
}
