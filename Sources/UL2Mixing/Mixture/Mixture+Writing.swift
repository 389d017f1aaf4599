/// A mixture written out with every default filled in, as it appears in manifests: a mixture file
/// again, except for paths, which say where somebody's input lay.
extension Mixture {
  package var json: JSONValue {
    var members: [JSONValue.Member] = [
      .init("name", .string(name)), .init("sequence_length", JSONValue(sequenceLength)),
      .init("seed", JSONValue(seed)), .init("shuffle_window", JSONValue(shuffleWindow)),
      .init("prefix_attention", .string(prefixAttention.rawValue)),
      .init("on_exhaustion", .string(onExhaustion.rawValue)),
      .init("too_few_sentinels", .string(tooFewSentinels.rawValue)),
      .init("min_document_tokens", JSONValue(minDocumentTokens)),
      .init("max_document_tokens", JSONValue(maxDocumentTokens) { JSONValue($0) }),
      .init("sources", .object(sources.map { .init($0.name, $0.json) })),
      .init("objectives", .array(objectives.map(\.json))),
    ]
    if !schedule.isEmpty { members.append(.init("schedule", scheduleJSON)) }
    if let fim { members.append(.init("fim", fim.json)) }
    if tokens != TokenChoice() { members.append(.init("tokenizer", tokens.json)) }
    return .object(members)
  }
}

/// Members without those whose value is null.
private func object(_ members: KeyValuePairs<String, JSONValue>) -> JSONValue {
  .object(members.compactMap { $0.value == .null ? nil : .init($0.key, $0.value) })
}

extension Mixture.Source {
  fileprivate var json: JSONValue {
    object([
      "weight": JSONValue(weight), "max_epochs": JSONValue(maxEpochs) { JSONValue($0) },
      "format": JSONValue(format) { .string($0.rawValue) },
      "eod": JSONValue(endsInEOD) { JSONValue($0) },
      "allow_special_tokens": allowsSpecialTokens ? .bool(true) : .null,
    ])
  }
}

extension Mixture.WeightedObjective {
  fileprivate var json: JSONValue {
    var members: [JSONValue.Member] = [
      .init("name", .string(objective.name)), .init("weight", JSONValue(weight)),
      .init("prompt", .string(prompt)),
    ]
    members += objective.parameters
    if let maxChunkTokens { members.append(.init("max_chunk_tokens", JSONValue(maxChunkTokens))) }
    if let prefixAttention {
      members.append(.init("prefix_attention", .string(prefixAttention.rawValue)))
    }
    return .object(members)
  }
}

extension Mixture.FIM {
  fileprivate var json: JSONValue {
    object([
      "rate": JSONValue(rate), "spm_rate": JSONValue(spmRate),
      "sources": JSONValue(sources) { .array($0.map { .string($0) }) },
    ])
  }
}

extension Mixture.TokenChoice {
  fileprivate var json: JSONValue {
    func name(_ token: Mixture.TokenName?) -> JSONValue {
      switch token {
      case .piece(let piece): .string(piece)
      case .id(let id): JSONValue(id)
      case nil: .null
      }
    }
    return object([
      "eos": JSONValue(eos) { JSONValue($0) }, "pad": JSONValue(pad) { JSONValue($0) },
      "decoder_start": JSONValue(decoderStart) { JSONValue($0) },
      "sentinels": JSONValue(sentinels) { $0.json },
      "extra_ids": JSONValue(extraIDs) { JSONValue($0) }, "fim_prefix": name(fimPrefix),
      "fim_suffix": name(fimSuffix), "fim_middle": name(fimMiddle), "fim_eot": name(fimEOT),
    ])
  }
}
