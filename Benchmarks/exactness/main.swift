/// exactness --peaks PROGRAM MODEL… -- FILE…
///
/// Measures the program's memory for a document of 100 MB, with prose from the files. Status 1 above the limits.
///
/// exactness [--megabytes N] [--texts N] [--largest N] [--seed N] [--threads N] [--open] MODEL… -- [FILE|FOLDER…]
///
/// Compares the ids of the engine that each model gets with libsentencepiece's: over texts known to be
/// awkward, over `--texts` made of the model's pieces, of `--largest` bytes at most, and over `--megabytes`
/// of the files given (those of folders too; `.docs` files hold documents after their lengths).
/// Status 1 where any differ. `--open`: no piece is protected. `--sentencepiece-ids 0.2.2`: the
/// newer ones, compared with the plain search. `--write FOLDER`: texts and ids, which
/// `Tests/Python/check_generations.py` compares with a wheel's; `--unchecked` writes only, since the plain search takes
/// minutes for a megabyte of long words.
import Glibc
import UL2Tokenizer

var options = Options()
var models: [String] = []
var roots: [String] = []
/// `ul2prep`, where its memory is to be measured.
var program: String?
var arguments = CommandLine.arguments.dropFirst()

@MainActor func number() -> Int {
  guard let value = arguments.popFirst().flatMap({ Int($0) }), value >= 0 else {
    print("exactness: a number must follow")
    exit(64)
  }
  return value
}

while let argument = arguments.popFirst() {
  switch argument {
  case "--peaks": program = arguments.popFirst()
  case "--megabytes": options.megabytes = number()
  case "--texts": options.texts = number()
  case "--largest": options.largest = number()
  case "--seed": options.seed = UInt64(number())
  case "--threads": options.threads = max(number(), 1)
  case "--write": options.written = arguments.popFirst()
  case "--sentencepiece-ids":
    guard let wanted = arguments.popFirst().flatMap({ SentencePieceIDs(rawValue: $0) }) else {
      print("exactness: \(SentencePieceIDs.allCases.map(\.rawValue)) must follow")
      exit(64)
    }
    options.generation = wanted
  case "--open": options.protects = false
  case "--unchecked": options.isUnchecked = true
  case "--":
    roots += arguments
    arguments = []
  default:
    if isDirectory(argument) {
      let names = (try? listDirectory(argument)) ?? []
      models += names.filter { $0.hasSuffix(".model") }.map { joined(argument, $0) }
    } else {
      models.append(argument)
    }
  }
}

if let program {
  do throws(Problem) {
    exit(try Peaks(program: program).run(models, prose: roots) ? 0 : 1)
  } catch {
    print("exactness: \(error)")
    exit(1)
  }
}
let documents = Documents(roots, seed: options.seed)
// A comparison of nothing would find no difference.
guard !models.isEmpty, documents.count > 0 || options.megabytes == 0 else {
  print(
    "exactness: \(models.isEmpty ? "no models" : "no text in \(roots.joined(separator: ", "))")")
  exit(1)
}
var allEqual = true
print("| model | engine | MB | documents | differing | s |\n|---|---|---|---|---|---|")
for model in models {
  do throws(Problem) {
    let equal = try Run(model, documents, options).run(name: baseName(model))
    allEqual = allEqual && equal
  } catch {
    print("| \(baseName(model)) | not loaded: \(error.got ?? error.problem) | | | | |")
    // An engine must load what the library does.
    if (try? Tokenizer(model, engine: .library, rules: TokenizerRules(sentencePieceIDs: options.generation))) != nil {
      allEqual = false
    }
  }
  fflush(nil)
}
exit(allEqual ? 0 : 1)
