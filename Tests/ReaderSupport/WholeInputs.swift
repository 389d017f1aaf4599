/// Inputs from front to back on one thread, with the options that tests choose.
import UL2Corpus
import UL2Input

package func arXivReader(
  _ input: consuming ByteReader, form: TextForm, dropsAppendix: Bool = false, log: SkipLog
) -> PartsReader {
  PartsReader(
    ArXivParts(input, ArXivOptions(form: form, dropsAppendix: dropsAppendix)), log: log)
}

package func wikipediaReader(
  _ input: consuming ByteReader, form: TextForm, log: SkipLog
) -> PartsReader {
  PartsReader(WikipediaParts(input, form: form), log: log)
}

package func stackExchangeReader(
  _ input: consuming ByteReader, form: TextForm,
  choice: StackExchangeChoice = StackExchangeChoice(), style: PostStyle = PostStyle(),
  log: SkipLog, scratch: String? = nil, sortMemory: Int = 32 << 20
) -> PartsReader {
  PartsReader(
    StackExchangeParts(
      input, form: form, choice: choice, style: style, scratch: scratch, sortMemory: sortMemory),
    log: log)
}

package func arXivReader(
  _ source: any ByteSource, form: TextForm, dropsAppendix: Bool = false, log: SkipLog
) -> PartsReader {
  arXivReader(ByteReader(source), form: form, dropsAppendix: dropsAppendix, log: log)
}

package func wikipediaReader(
  _ source: any ByteSource, form: TextForm, log: SkipLog
) -> PartsReader {
  wikipediaReader(ByteReader(source), form: form, log: log)
}

package func stackExchangeReader(
  _ source: any ByteSource, form: TextForm, choice: StackExchangeChoice = StackExchangeChoice(),
  style: PostStyle = PostStyle(), log: SkipLog, scratch: String? = nil, sortMemory: Int = 32 << 20
) -> PartsReader {
  stackExchangeReader(
    ByteReader(source), form: form, choice: choice, style: style, log: log, scratch: scratch,
    sortMemory: sortMemory)
}
