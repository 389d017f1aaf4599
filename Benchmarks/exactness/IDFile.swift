/// Texts and the ids that an engine gave, for comparing them with another SentencePiece's: for each text its length in
/// bytes and the bytes, then the number of ids and the ids. Numbers are four bytes, little-endian.
import Glibc
import Synchronization
import UL2Tokenizer

final class IDFile: Sendable {
  private struct State: ~Copyable {
    var file: File
    var pending: [UInt8] = []
  }

  private let state: Mutex<State>

  init(_ path: String) throws(Problem) {
    try makeDirectories(directoryName(path))
    state = Mutex(State(file: try File(writing: path)))
  }

  func append(_ text: [UInt8], _ ids: [Int32]) {
    state.withLock { state in
      append(Int32(text.count), &state.pending)
      state.pending += text
      append(Int32(ids.count), &state.pending)
      for id in ids { append(id, &state.pending) }
      if state.pending.count > 1 << 22 { flush(&state) }
    }
  }

  func close() {
    state.withLock { flush(&$0) }
  }

  private func append(_ number: Int32, _ bytes: inout [UInt8]) {
    for i in 0..<4 { bytes.append(UInt8(truncatingIfNeeded: number >> (8 * Int32(i)))) }
  }

  private func flush(_ state: inout State) {
    do throws(Problem) {
      try state.file.write(state.pending)
      state.pending.removeAll(keepingCapacity: true)
    } catch {
      print("exactness: \(error)")
      exit(1)
    }
  }
}
