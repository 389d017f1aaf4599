import UL2Input

/// A job over the documents of many inputs, in parallel across inputs and within each.
///
/// ```
///   input ──▶ parts ──▶ documents ──▶ batch      any worker, with its own `Worker`
///                                       │
///                                       ▼
///                                     `Sink`     one for each input, in the order of its parts
/// ```
package protocol InputJob: Sendable {
  /// A worker's state from part to part: buffers, an encoder.
  associatedtype Worker
  /// The output that a worker makes of some documents.
  associatedtype Batch: Sendable
  /// Where an input's batches go. Used by one thread at a time, not always the same.
  associatedtype Sink

  func makeWorker() -> Worker

  /// An input's bytes, as they are read; nil where they are not known.
  func size(of input: Int) -> Int?

  /// How many files an input is made of.
  func fileCount(of input: Int) -> Int

  /// Opens an input.
  ///
  /// - Parameter meter: counts what is read of it.
  func open(
    _ input: Int, _ meter: ReadMeter
  ) throws(Problem) -> (parts: any InputParts, sink: Sink)

  func makeBatch() -> Batch

  /// Adds a document to a batch.
  ///
  /// - Returns: about how many bytes the batch now holds.
  func add(
    _ document: inout Document, to batch: inout Batch, _ worker: inout Worker,
    _ input: InputPlace, _ log: SkipLog
  ) throws(Problem) -> Int

  /// Called by the worker that has filled a batch, before it is passed on.
  func complete(_ batch: inout Batch, _ worker: inout Worker)

  /// Passes a batch on, in order.
  func write(_ batch: Batch, to sink: inout Sink, _ input: InputPlace) throws(Problem)

  /// Ends an input, all of whose batches were written.
  func finish(_ sink: Sink, _ input: Int, _ skipped: SkipCounts) throws(Problem)
}

extension InputJob {
  package func complete(_ batch: inout Batch, _ worker: inout Worker) {}

  package func fileCount(of input: Int) -> Int { 1 }
}

/// An input, and the file of it that a part is of.
package struct InputPlace: Hashable, Sendable {
  package var input: Int
  /// Counted from 0 within the input.
  package var file: Int
}

/// How many inputs are open at a time.
package enum InputOrder {
  /// One after the other, all workers on the same: where results go to one stream.
  case sequential
  /// As many as there are workers; a worker that finds no input unopened joins another.
  case interleaved
}
