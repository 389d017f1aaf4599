/// `ul2prep_loader_open` and what is asked of loaders.
import CUL2Prep
import UL2Data

@c @implementation
public func ul2prep_loader_open(
  _ dataset: OpaquePointer?, _ options: UnsafePointer<ul2prep_loader_options>?,
  _ loader: UnsafeMutablePointer<OpaquePointer?>?, _ error: UnsafeMutablePointer<ul2prep_error>?
) -> ul2prep_status {
  unsafe call(error) {
    guard let loader = unsafe loader else { throw wrong("loader", "a null pointer") }
    unsafe loader.pointee = nil
    let dataset = unsafe try Handle.dataset(dataset)
    let chosen = unsafe try given(options, "options")
    unsafe try check(chosen.order, 0...2, "options.order")
    unsafe try check(chosen.has_seed, 0...1, "options.has_seed")
    unsafe try check(chosen.keeps_last, 0...1, "options.keeps_last")
    unsafe try check(chosen.reserved, 0...0, "options.reserved")
    try dataset.checkIsOpen()
    let source = unsafe try text(chosen.state_source, "options.state_source")
    let state = unsafe try text(chosen.state, "options.state").map { json in
      try LoaderState(json: json, source: source)
    }
    let made = unsafe try DataLoader(
      dataset, globalBatchSize: Int(chosen.global_batch_size), rank: Int(chosen.rank),
      worldSize: chosen.world_size == 0 ? 1 : Int(chosen.world_size),
      order: [nil, .plan, .shuffled][Int(chosen.order)],
      seed: chosen.has_seed == 1 ? chosen.seed : nil,
      groupBytes: chosen.group_bytes == 0 ? nil : Int(chosen.group_bytes), state: state,
      epochs: chosen.epochs == 0 ? nil : Int(chosen.epochs), dropLast: chosen.keeps_last == 0)
    unsafe loader.pointee = Handle.make(.loader(made))
  }
}

@c @implementation
public func ul2prep_loader_close(
  _ loader: OpaquePointer?, _ error: UnsafeMutablePointer<ul2prep_error>?
) -> ul2prep_status {
  unsafe call(error) {
    _ = unsafe try Handle.loader(loader)
    unsafe Handle.close(loader)
  }
}

@c @implementation
public func ul2prep_loader_describe(
  _ loader: OpaquePointer?, _ description: UnsafeMutablePointer<ul2prep_loader_description>?,
  _ error: UnsafeMutablePointer<ul2prep_error>?
) -> ul2prep_status {
  unsafe call(error) {
    let loader = unsafe try Handle.loader(loader)
    unsafe try check(description, "description")
    unsafe description!.pointee.samples = Int64(loader.samples)
    unsafe description!.pointee.batches = Int64(loader.batchesLeft ?? -1)
    unsafe description!.pointee.most_rows = Int64(
      (loader.globalBatchSize + loader.worldSize - 1) / loader.worldSize)
    unsafe description!.pointee.seed = loader.order.seed
    unsafe description!.pointee.group_bytes = Int64(loader.order.groupBytes)
    unsafe description!.pointee.order = Int32(
      loader.order.kind == .plan ? UL2PREP_ORDER_PLAN : UL2PREP_ORDER_SHUFFLED)
    unsafe description!.pointee.reserved = 0
  }
}

@c @implementation
public func ul2prep_loader_batch(
  _ loader: OpaquePointer?, _ sample: Int64, _ batch: UnsafeMutablePointer<ul2prep_batch>?,
  _ arrays: UnsafePointer<ul2prep_arrays>?, _ error: UnsafeMutablePointer<ul2prep_error>?
) -> ul2prep_status {
  unsafe call(error) {
    let loader = unsafe try Handle.loader(loader)
    try check(sample: sample, "sample")
    let start = Int(sample)
    let (global, own) = loader.share(at: start) ?? (start..<start, start..<start)
    unsafe batch?.pointee = ul2prep_batch(
      samples: sample, next: Int64(global.upperBound), first: Int64(own.lowerBound),
      count: Int64(own.count))
    if unsafe arrays == nil { return }
    unsafe try fill(arrays, with: own, of: loader)
  }
}

@c @implementation
public func ul2prep_loader_samples(
  _ loader: OpaquePointer?, _ first: Int64, _ count: Int64,
  _ arrays: UnsafePointer<ul2prep_arrays>?, _ error: UnsafeMutablePointer<ul2prep_error>?
) -> ul2prep_status {
  unsafe call(error) {
    let loader = unsafe try Handle.loader(loader)
    try check(sample: first, "first")
    guard (0...Int64(DataLoader.mostRows)).contains(count) else {
      throw wrong(
        "count", "not a number of samples", got: "\(count)", expected: "0 to \(DataLoader.mostRows)"
      )
    }
    unsafe try fill(arrays, with: Int(first)..<Int(first + count), of: loader)
  }
}

private func check(sample: Int64, _ name: String) throws(Problem) {
  guard (0...Int64(DataLoader.mostSamples)).contains(sample) else {
    throw wrong(
      name, "no such sample", got: "\(sample)", expected: "0 to \(DataLoader.mostSamples)")
  }
}

private func fill(
  _ arrays: UnsafePointer<ul2prep_arrays>?, with samples: Range<Int>, of loader: DataLoader
) throws {
  let output = unsafe try CallerArrays(arrays, loader.dataset, count: Int64(samples.count))
  for first in stride(from: 0, to: samples.count, by: rowsAtOnce) {
    let start = samples.lowerBound + first
    let end = min(start + rowsAtOnce, samples.upperBound)
    unsafe try output.fill(from: first, with: loader.order.rows(ofSamples: start..<end))
  }
}

@c @implementation
public func ul2prep_loader_state(
  _ loader: OpaquePointer?, _ samples: Int64, _ text: UnsafeMutablePointer<CChar>?,
  _ capacity: UInt64, _ needed: UnsafeMutablePointer<UInt64>?,
  _ error: UnsafeMutablePointer<ul2prep_error>?
) -> ul2prep_status {
  unsafe call(error) {
    let loader = unsafe try Handle.loader(loader)
    try check(sample: samples, "samples")
    unsafe try write(loader.state(samples: Int(samples)).json, to: text, capacity, needed)
  }
}
