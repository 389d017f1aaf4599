/// Warnings about a plan, before hours are spent on it.
extension Plan {
  /// How many epochs of each source have been used at the plan's end, fractions included, counting only documents that
  /// can be drawn. The stages before count too.
  package func uses(_ planner: Planner) -> [Double] {
    planner.sources.indices.map { i in
      planner.sources[i].usedBefore
        + Double(totals.sources[i].tokens) / Double(max(1, planner.drawable[i]))
    }
  }

  /// Sources that are repeated often, and documents so long that one alone moves what was asked for.
  package func warnings(_ corpus: MixtureStores) -> [String] {
    let planner = corpus.resolved.planner
    var warnings = repetitions(planner)
    if case .tokens(let asked) = corpus.request.limit,
      let warning = movedTotal(planner, asked: asked)
    {
      warnings.append(warning)
    }
    if let warning = movedShare(planner) { warnings.append(warning) }
    if let warning = unreached(planner) { warnings.append(warning) }
    return warnings
  }

  private func repetitions(_ planner: Planner) -> [String] {
    zip(planner.sources, uses(planner)).compactMap { source, used in
      guard used > 4, source.maxEpochs == nil else { return nil }
      return
        "\(source.name) is used \(decimal(used, 2)) times; more than 4 epochs teach little (lower its weight, draw fewer tokens, or set its max_epochs and \"on_exhaustion\": \"renormalize\")"
    }
  }

  /// The schedule's weights that nothing was drawn with.
  private func unreached(_ planner: Planner) -> String? {
    let total = totals.all.tokens
    guard let first = planner.settings.phaseStarts.first(where: { $0 >= total }) else { return nil }
    return
      "the schedule's weights from \(first) tokens on are never used: the plan ends after \(total)"
  }

  private static let wayOut = "set max_document_tokens, or draw more tokens"

  /// A plan ends with a whole document.
  private func movedTotal(_ planner: Planner, asked: Int) -> String? {
    let total = totals.all.tokens
    let lengths = totals.longestDocuments
    guard Double(total - asked) > 0.01 * Double(asked),
      let source = lengths.indices.max(by: { lengths[$0] < lengths[$1] })
    else { return nil }
    let more = percent(Double(total - asked) / Double(asked))
    return
      "the plan has \(more) more tokens than asked for, because it ends with a whole document: \(planner.sources[source].name) has one of \(lengths[source]) tokens (\(Self.wayOut))"
  }

  /// A source with a long document is ahead of its share until the others have caught up.
  private func movedShare(_ planner: Planner) -> String? {
    let sources = planner.sources
    let isShared = zip(sources, uses(planner)).contains { source, used in
      planner.settings.onExhaustion == .renormalize
        && source.maxEpochs.map { used > Double($0) - 0.005 } ?? false
    }
    // What used-up sources leave to the others is not a document's doing.
    guard sources.count > 1, !isShared else { return nil }
    let shares = wantedShares(planner)
    let total = Double(max(1, totals.all.tokens))
    let ahead = sources.indices.map { i in
      shares[i] == 0 ? 0 : (Double(totals.sources[i].tokens) / total) / shares[i] - 1
    }
    let moved = sources.indices.filter { i in
      let wanted = total * shares[i]
      return ahead[i] > 0.01 && Double(totals.longestDocuments[i]) > 0.01 * wanted
    }
    guard let worst = moved.max(by: { ahead[$0] < ahead[$1] }) else { return nil }
    let drawn = percent(Double(totals.sources[worst].tokens) / total)
    let wanted = percent(shares[worst])
    let others =
      switch moved.count {
      case 1: ""
      case 2: "; the same holds for 1 more source"
      default: "; the same holds for \(moved.count - 1) more sources"
      }
    return
      "\(sources[worst].name) has \(drawn) of the tokens instead of \(wanted), because of a document of \(totals.longestDocuments[worst]) tokens\(others) (\(Self.wayOut))"
  }
}

extension MixtureStores {
  /// Reports the ids appended to the vocabulary, which a trainer must know.
  package func tellNotes(_ reporter: Reporter) {
    for note in resolved.mixture.notes { reporter.note(note) }
  }
}

/// `1 block`, `2 blocks`.
package func counted(_ number: Int, _ noun: String, _ spell: (Int) -> String = { "\($0)" })
  -> String
{
  "\(spell(number)) \(noun)\(number == 1 ? "" : "s")"
}
