/// Inputs from front to back on one thread, with the options that tests choose.
import UL2Corpus
import UL2Input

package func arXivReader(
  _ input: consuming ByteReader, recordText: RecordText, dropsAppendix: Bool = false, log: SkipLog
) -> PartsReader {
  PartsReader(
    ArXivParts(input, ArXivOptions(recordText: recordText, dropsAppendix: dropsAppendix)), log: log)
}

package func wikipediaReader(
  _ input: consuming ByteReader, recordText: RecordText, log: SkipLog
) -> PartsReader {
  PartsReader(WikipediaParts(input, recordText: recordText), log: log)
}

package func stackExchangeReader(
  _ input: consuming ByteReader, recordText: RecordText,
  filter: StackExchangeFilter = StackExchangeFilter(), style: PostStyle = PostStyle(),
  log: SkipLog, scratch: String? = nil, sortMemory: Int = 32 << 20
) -> PartsReader {
  PartsReader(
    StackExchangeParts(
      input, recordText: recordText, filter: filter, style: style, scratch: scratch,
      sortMemory: sortMemory),
    log: log)
}

package func arXivReader(
  _ source: any ByteSource, recordText: RecordText, dropsAppendix: Bool = false, log: SkipLog
) -> PartsReader {
  arXivReader(ByteReader(source), recordText: recordText, dropsAppendix: dropsAppendix, log: log)
}

package func wikipediaReader(
  _ source: any ByteSource, recordText: RecordText, log: SkipLog
) -> PartsReader {
  wikipediaReader(ByteReader(source), recordText: recordText, log: log)
}

package func stackExchangeReader(
  _ source: any ByteSource, recordText: RecordText,
  filter: StackExchangeFilter = StackExchangeFilter(),
  style: PostStyle = PostStyle(), log: SkipLog, scratch: String? = nil, sortMemory: Int = 32 << 20
) -> PartsReader {
  stackExchangeReader(
    ByteReader(source), recordText: recordText, filter: filter, style: style, log: log,
    scratch: scratch,
    sortMemory: sortMemory)
}
