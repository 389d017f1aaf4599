/// The command line, parsed by hand: only scripts call the timer.
import Glibc
import UL2Tokenizer

struct Options {
  var model = ""
  var documents = ""
  var engine = EngineRequest.automatic
  var generation = SentencePieceIDs.before022
  /// Bytes of documents that are encoded first, as a warm-up, and timed separately.
  var skip = 0
  /// Leaves these out.
  var cold = false
  /// Bytes of documents that are timed after them.
  var limit = Int.max
  /// How often the latter are encoded, each time timed separately.
  var repeats = 1
  /// Where ids go: for each document a count and the ids, 32 bits each.
  var ids: String?

  init(_ arguments: [String]) {
    var rest = arguments.makeIterator()
    var files: [String] = []
    while let argument = rest.next() {
      switch argument {
      case "--engine":
        guard let engine = rest.next().flatMap(EngineRequest.init) else { usage() }
        self.engine = engine
      case "--sentencepiece-ids":
        guard let ids = rest.next().flatMap({ SentencePieceIDs(rawValue: $0) }) else { usage() }
        generation = ids
      case "--repeat":
        guard let count = rest.next().flatMap(Int.init), count > 0 else { usage() }
        repeats = count
      case "--skip":
        guard let bytes = rest.next().flatMap(Int.init), bytes >= 0 else { usage() }
        skip = bytes
      case "--cold": cold = true
      case "--limit":
        guard let bytes = rest.next().flatMap(Int.init), bytes > 0 else { usage() }
        limit = bytes
      case "--ids":
        guard let path = rest.next() else { usage() }
        ids = path
      default: files.append(argument)
      }
    }
    guard files.count == 2 else { usage() }
    (model, documents) = (files[0], files[1])
  }
}

func usage() -> Never {
  print(
    """
    tokenizer-bench MODEL FILE.docs [--engine auto|library] [--sentencepiece-ids 0.1|0.2.2] [--skip BYTES] [--cold] [--limit BYTES]
      [--repeat N] [--ids OUT]
    """)
  exit(2)
}
