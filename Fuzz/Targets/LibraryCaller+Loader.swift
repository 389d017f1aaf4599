/// Loaders of an input's dataset.
import CUL2Prep

extension LibraryCaller {
  func useLoader(_ data: OpaquePointer) throws(Violation) {
    let rows = about.rows
    var options = ul2prep_loader_options()
    options.global_batch_size = choices.next(of: [1, 2, 3, rows, rows + 1, 0, -1, .min, .max, 4])
    options.world_size = choices.next(of: [0, 1, 2, 3, -1, .max, .min, rows])
    options.rank = choices.next(of: [0, 0, 1, 2, -1, .max, .min])
    options.seed = UInt64(choices.next())
    options.has_seed = choices.next(of: [0, 1, 0, 2])
    options.group_bytes = choices.next(of: [0, 1, 1 << 20, .max, -1])
    options.epochs = choices.next(of: [0, 1, 2, .max, -1, 1 << 40])
    options.order = choices.next(of: [0, 1, 2, 0, 3])
    options.keeps_last = choices.next(of: [0, 1, 0, 1, -1])
    var made: OpaquePointer?
    let state = state + [0]
    let hasState = choices.next() % 2 == 1
    try state.withUnsafeBufferPointer { state throws(Violation) in
      let text = UnsafeRawPointer(state.baseAddress)?.assumingMemoryBound(to: CChar.self)
      options.state = hasState ? text : nil
      options.state_source = choices.next(of: [nil, text])
      try withStruct(options) { options throws(Violation) in
        _ = try call("loader_open") { ul2prep_loader_open(data, options, &made, $0) }
      }
    }
    guard let loader = made else { return }
    keep(loader)
    let description = try describe(loader: loader)
    try batches(loader, description)
    try goOn(data, loader, options)
    try expect(call("loader_close") { ul2prep_loader_close(loader, $0) }, 0, "no closing")
    try expect(
      call("loader_batch") { ul2prep_loader_batch(loader, 0, nil, nil, $0) },
      Int32(UL2PREP_USAGE), "a closed loader is used")
  }

  private func describe(loader: OpaquePointer) throws(Violation) -> ul2prep_loader_description {
    var description = ul2prep_loader_description()
    description.size = UInt64(MemoryLayout.size(ofValue: description))
    try expect(
      call("loader_describe") { ul2prep_loader_describe(loader, &description, $0) }, 0,
      "a loader is not described")
    try check(
      description.samples >= 0 && description.batches >= -1 && description.most_rows >= 1
        && description.most_rows <= about.rows && description.group_bytes > 0
        && [1, 2].contains(description.order), "no such loader: \(description)")
    return description
  }

  private func batches(
    _ loader: OpaquePointer, _ description: ul2prep_loader_description
  ) throws(Violation) {
    var sample = description.samples
    for round in 0..<4 {
      if round == 3 { sample = choices.next(of: Self.numbers) }
      var batch = ul2prep_batch()
      let status = try call("loader_batch") {
        ul2prep_loader_batch(loader, sample, &batch, nil, $0)
      }
      guard status == 0 else { continue }
      try check(
        batch.samples == sample && batch.next >= sample && batch.first >= sample
          && batch.count >= 0 && batch.count <= description.most_rows
          && batch.first + batch.count <= batch.next, "no such batch: \(batch)")
      let count = min(Int(batch.count), 16)
      // With rows only, nothing is read.
      guard let order = CallerMemory(rows: count, width: 1, wanted: CallerMemory.rowsAlone),
        let width = Int(exactly: about.sequence_length), width <= 1 << 16,
        let full = CallerMemory(rows: count, width: max(width, 1), wanted: choices.next())
      else { return }
      var given = order.arrays
      let first = batch.first
      try expect(
        call("loader_samples") { ul2prep_loader_samples(loader, first, Int64(count), &given, $0) },
        0, "samples \(first) and on have no rows")
      let rows = order.rows
      try check(rows.allSatisfy { (0..<about.rows).contains($0) }, "samples are rows \(rows)")
      given = full.arrays
      if count == batch.count {
        let status = try call("loader_batch") {
          ul2prep_loader_batch(loader, sample, &batch, &given, $0)
        }
        if status == 0 { try full.check(rows, about) }
      } else {
        try expect(
          call("loader_batch") { ul2prep_loader_batch(loader, sample, nil, &given, $0) },
          Int32(UL2PREP_TOO_SMALL), "a batch of \(batch.count) is put into \(count) rows")
      }
      sample = batch.next
    }
    let hostile = choices.next(of: Self.numbers)
    var none = ul2prep_arrays()
    none.size = UInt64(MemoryLayout.size(ofValue: none))
    none.capacity = choices.next(of: [16, 0, -1, .min])
    _ = try call("loader_samples") {
      ul2prep_loader_samples(loader, hostile, choices.next(of: [3, 0, -1, .max, .min]), &none, $0)
    }
  }

  /// A loader opened with another's state must continue where that one was.
  private func goOn(
    _ data: OpaquePointer, _ loader: OpaquePointer, _ options: ul2prep_loader_options
  ) throws(Violation) {
    let samples: Int64 = choices.next(of: [7, 0, 1 << 60, -1, .max, .min])
    let state = try text("loader_state") { text, capacity, needed, error in
      ul2prep_loader_state(loader, samples, text, capacity, needed, error)
    }
    guard let state else { return }
    var again = ul2prep_loader_options()
    again.size = UInt64(MemoryLayout.size(ofValue: again))
    again.global_batch_size = options.global_batch_size
    var other: OpaquePointer?
    try state.withUnsafeBufferPointer { state throws(Violation) in
      again.state = state.baseAddress
      try expect(
        call("loader_open") { ul2prep_loader_open(data, &again, &other, $0) }, 0,
        "a state of this data is refused")
    }
    guard let other else { throw Violation("no loader") }
    keep(other)
    try check(try describe(loader: other).samples == samples, "a state goes on elsewhere")
    try expect(call("loader_close") { ul2prep_loader_close(other, $0) }, 0, "no closing")
  }
}
