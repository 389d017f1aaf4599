/// `ul2prep_open` and what it opens.
import CUL2Prep
import UL2Data

@c @implementation
public func ul2prep_open(
  _ path: UnsafePointer<CChar>?, _ options: UnsafePointer<ul2prep_open_options>?,
  _ dataset: UnsafeMutablePointer<OpaquePointer?>?, _ error: UnsafeMutablePointer<ul2prep_error>?
) -> ul2prep_status {
  unsafe call(error) {
    guard let dataset = unsafe dataset else { throw wrong("dataset", "a null pointer") }
    unsafe dataset.pointee = nil
    guard let path = unsafe try text(path, "path") else { throw wrong("path", "a null pointer") }
    var chosen = unsafe ul2prep_open_options()
    if unsafe options != nil { unsafe chosen = try given(options, "options") }
    let cacheBytes = unsafe chosen.cache_bytes
    guard cacheBytes >= 0 else {
      throw wrong(
        "options.cache_bytes", "not a number of bytes", got: "\(cacheBytes)", expected: "0 or more")
    }
    unsafe try check(chosen.check, 0...2, "options.check")
    unsafe try check(chosen.reserved, 0...0, "options.reserved")
    let opened = try Dataset(
      path, tokens: unsafe text(chosen.tokens, "options.tokens"),
      cacheBytes: cacheBytes == 0 ? Dataset.defaultCacheBytes : Int(cacheBytes),
      check: unsafe [.first, .always, .never][Int(chosen.check)])
    unsafe dataset.pointee = Handle.make(.dataset(opened))
  }
}

@c @implementation
public func ul2prep_close(
  _ dataset: OpaquePointer?, _ error: UnsafeMutablePointer<ul2prep_error>?
) -> ul2prep_status {
  unsafe call(error) {
    let opened = unsafe try Handle.dataset(dataset)
    unsafe Handle.close(dataset)
    opened.close()
  }
}

@c @implementation
public func ul2prep_forget(
  _ dataset: OpaquePointer?, _ index: Int64, _ error: UnsafeMutablePointer<ul2prep_error>?
) -> ul2prep_status {
  unsafe call(error) { try unsafe Handle.dataset(dataset).forget(row: Int(index)) }
}

@c @implementation
public func ul2prep_describe(
  _ dataset: OpaquePointer?, _ description: UnsafeMutablePointer<ul2prep_description>?,
  _ error: UnsafeMutablePointer<ul2prep_error>?
) -> ul2prep_status {
  unsafe call(error) {
    let dataset = unsafe try Handle.dataset(dataset)
    try dataset.checkIsOpen()
    let reserved = dataset.manifest?.reserved
    var found = ul2prep_description()
    found.rows = Int64(dataset.count)
    found.sequence_length = Int64(dataset.sequenceLength ?? -1)
    found.vocabulary_size = Int64(reserved?.vocabularySize ?? -1)
    found.pad = Int64(reserved?.pad ?? -1)
    found.eos = Int64(reserved?.eos ?? -1)
    found.is_plan = dataset.isPlan ? 1 : 0
    found.has_examples = dataset.manifest == nil ? 0 : 1
    found.loads = Int64(dataset.loadCount ?? -1)
    found.decoder_start = Int64(reserved?.decoderStart ?? -1)
    // It ended before `loads` at first.
    let least = MemoryLayout.offset(of: \ul2prep_description.loads)!
    unsafe try put(found, to: description, least: least, "description")
  }
}

@c @implementation
public func ul2prep_fingerprint(
  _ dataset: OpaquePointer?, _ text: UnsafeMutablePointer<CChar>?, _ capacity: UInt64,
  _ needed: UnsafeMutablePointer<UInt64>?, _ error: UnsafeMutablePointer<ul2prep_error>?
) -> ul2prep_status {
  unsafe call(error) {
    let dataset = unsafe try Handle.dataset(dataset)
    unsafe try write(dataset.fingerprint, to: text, capacity, needed)
  }
}
