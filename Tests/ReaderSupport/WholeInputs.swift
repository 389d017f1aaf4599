/// Inputs from front to back on one thread, with the options that tests choose.
import UL2Corpus
import UL2Input

package func arXivReader(
  _ source: any ByteSource, form: TextForm, dropsAppendix: Bool = false, log: SkipLog
) -> PartsReader {
  PartsReader(
    ArXivParts(source, ArXivOptions(form: form, dropsAppendix: dropsAppendix)), log: log)
}

package func wikipediaReader(
  _ source: any ByteSource, form: TextForm, log: SkipLog
) -> PartsReader {
  PartsReader(WikipediaParts(source, form: form), log: log)
}

package func stackExchangeReader(
  _ source: any ByteSource, form: TextForm, choice: StackExchangeChoice = StackExchangeChoice(),
  log: SkipLog, scratch: String? = nil, sortMemory: Int = 32 << 20
) -> PartsReader {
  PartsReader(
    StackExchangeParts(
      source, form: form, choice: choice, scratch: scratch, sortMemory: sortMemory),
    log: log)
}
