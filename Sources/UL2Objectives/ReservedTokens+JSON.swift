/// Special ids in JSON, as mixtures and manifests have them.
extension JSONRule where Value == Int {
  /// A token.
  package static var id: JSONRule { int(0...Int(Int32.max)) }
}

extension Sentinels {
  package static let keys = ["first", "step", "count"]

  package init(_ reader: JSONObjectReader) throws(Problem) {
    let first = try reader.required("first", JSONRule("a whole number") { $0.int })
    let step = try reader.required(
      "step", JSONRule("1 or -1") { value in value.int.flatMap { $0 == 1 || $0 == -1 ? $0 : nil } })
    let count = try reader.required("count", .int(1...1_000_000))
    // The vocabulary, and four FIM tokens after it, must stay within 32 bits.
    let ids = 0...Int(Int32.max) - 8
    guard ids.contains(first), ids.contains(first + (count - 1) * step) else {
      throw reader.failure(
        "first", "ids out of range",
        expected: "first and last sentinel from 0 to \(ids.upperBound)")
    }
    self.init(first: first, step: step, count: count)
  }

  package var json: JSONValue {
    ["first": JSONValue(first), "step": JSONValue(step), "count": JSONValue(count)]
  }
}

extension FIMTokens {
  fileprivate init(_ reader: JSONObjectReader) throws(Problem) {
    self.init(
      prefix: try reader.required("prefix", .id), suffix: try reader.required("suffix", .id),
      middle: try reader.required("middle", .id), eot: try reader.required("eot", .id))
  }

  fileprivate var json: JSONValue {
    [
      "prefix": JSONValue(prefix), "suffix": JSONValue(suffix), "middle": JSONValue(middle),
      "eot": JSONValue(eot),
    ]
  }
}

extension ReservedTokens {
  /// Reads `vocab_size` and the members that `ids` writes.
  package init(_ reader: JSONObjectReader) throws(Problem) {
    self.init(
      vocabularySize: try reader.required("vocab_size", .int(1...Int(Int32.max))),
      eos: try reader.required("eos", .id), pad: try reader.required("pad", .id),
      decoderStart: try reader.required("decoder_start", .id),
      sentinels: try reader.optionalObject("sentinels").map { reader throws(Problem) in
        try Sentinels(reader)
      },
      fim: try reader.optionalObject("fim").map { reader throws(Problem) in
        try FIMTokens(reader)
      })
  }

  /// All but the size of the vocabulary, which manifests have elsewhere among their members.
  package var ids: [JSONValue.Member] {
    [
      .init("eos", JSONValue(eos)), .init("pad", JSONValue(pad)),
      .init("decoder_start", JSONValue(decoderStart)),
      .init("sentinels", JSONValue(sentinels) { $0.json }),
      .init("fim", JSONValue(fim) { $0.json }),
    ]
  }
}
