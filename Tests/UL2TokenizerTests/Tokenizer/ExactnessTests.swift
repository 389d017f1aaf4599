/// The engine's ids are libsentencepiece's: for real models, for the fixtures', and for those that
/// `Tests/Python/exactness_models.py` trains with each flag or makes. `make exact` compares much more.
import ExactnessSupport
import Glibc
import TestSupport
import Testing
import UL2Tokenizer

@Suite struct ExactnessTests {
  @Test(arguments: ["unigram-8k", "bpe-8k"])
  func fixtures(_ name: String) throws {
    try compare(fixture("tokenizers/\(name).model"), largest: 20_000, random: 300)
  }

  @Test(.enabled(if: realData != nil, "\(needsRealFiles)"))
  func realModels() throws {
    let folder = realFile("tokenizers")
    let models = try listDirectory(folder).filter { $0.hasSuffix(".model") }
    #expect(!models.isEmpty)
    // Half of the known texts; `make exact` has them all.
    for (number, model) in models.enumerated() {
      try compare(folder + "/" + model, largest: 5000, random: 75, everyNth: 2, from: number)
    }
  }

  /// A fourth of the models each, so that they run beside one another.
  @Test(.enabled(if: madeModels != nil, "no /usr/bin/python3"), arguments: 0..<4)
  func trainedAndMadeModels(_ part: Int) throws {
    let folder = try #require(madeModels)
    let models = try listDirectory(folder).filter { $0.hasSuffix(".model") }.sorted()
    #expect(models.count > 100)
    // A third of them; `make exact` has them all.
    for (number, model) in models.enumerated() where number % 12 == 3 * part {
      try compare(folder + "/" + model, largest: 600, random: 40, everyNth: 8, from: number)
    }
  }

  /// Models that the library refuses are refused.
  @Test(.enabled(if: madeModels != nil, "no /usr/bin/python3"))
  func brokenModels() throws {
    let folder = try #require(madeModels)
    let broken = try listDirectory(folder).filter { $0.hasPrefix("broken-") }
    #expect(broken.count >= 6)
    for model in broken where model != "broken-type.model" {
      #expect(throws: Problem.self, "\(model)") { try Tokenizer(folder + "/" + model) }
    }
  }

  /// A difference is detected and minimized: the ids expected here are of protected pieces.
  @Test func differencesAreTold() throws {
    let path = fixture("tokenizers/bpe-8k.model")
    let tokenizer = try Tokenizer(path) { $0 == "<fim_middle>" }
    let comparison = EngineComparison(tokenizer, expecting: try Tokenizer(path))
    #expect(comparison.difference(Array("as it should be".utf8), again: true) == nil)
    let text = Array(("words before it, " + "<fim_middle>" + " and after").utf8)
    let difference = try #require(comparison.difference(text))
    let small = comparison.minimised(difference)
    #expect(small.text == Array("<fim_middle>".utf8) && !small.onlyWarm)
    #expect(small.what.hasPrefix("id 0 of 2 (got "))
    let same = comparison.minimised(Difference(text: [0x61], what: ""))
    #expect(same.onlyWarm)
    let told = "\(Difference(text: [0x61, 0xFF], what: "w", onlyWarm: true))"
    #expect(told == "2 bytes \"a\\xff\" (hex 61ff): w; only after other texts")
  }

  /// - Parameter everyNth: of the known texts; those from `from` on.
  private func compare(
    _ path: String, largest: Int, random: Int, everyNth: Int = 1, from: Int = 0
  ) throws {
    for protecting in [true, false] {
      let tokenizer: Tokenizer
      do throws(Problem) {
        tokenizer = try Tokenizer(path) { piece in
          protecting && (piece.hasPrefix("<extra_id_") || piece.hasPrefix("<fim_"))
        }
      } catch {
        // A model that the library does not load cannot be compared; our engine must not load it either.
        #expect(throws: Problem.self, "\(path)") { try Tokenizer(path, engine: .library) }
        continue
      }
      // Once is enough where nothing is protected.
      if !protecting
        && !tokenizer.pieces.contains(where: {
          $0.text.hasPrefix("<extra_id_") || $0.text.hasPrefix("<fim_")
        })
      {
        continue
      }
      let texts = NastyTexts(pieces: tokenizer.pieces.map(\.text), prose: prose)
      let comparison = EngineComparison(tokenizer)
      var told = 0
      func check(_ text: [UInt8]) {
        guard told < 3, let difference = comparison.difference(text, again: true) else { return }
        told += 1
        Issue.record(
          "\(path), \(tokenizer.engine): \(comparison.minimised(difference, attempts: 300))")
      }
      let known = texts.known(largest: largest)
      for number in stride(from: from % everyNth, to: known.count, by: everyNth) {
        check(known[number])
      }
      for number in 0..<random { check(texts.random(number, largest: largest)) }
    }
  }
}

/// Prose, code and a dozen languages.
private let prose: [UInt8] = {
  let names = ["prose", "code", "languages", "odd", "maths"]
  return names.flatMap { (try? readFile(fixture("corpus/\($0).py"))) ?? [] }
}()

/// The folder of the models made by this process; nil without Python.
let madeModels: String? = {
  let python = "/usr/bin/python3"
  guard exists(python) else { return nil }
  let folder = sharedScratch()
  let arguments = [python, repositoryRoot + "/Tests/Python/exactness_models.py", folder, "test"]
  var argv: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
  defer { for argument in argv { free(argument) } }
  var process: pid_t = 0
  guard posix_spawn(&process, python, nil, nil, &argv, environ) == 0 else { return nil }
  var status: CInt = 0
  while waitpid(process, &status, 0) < 0 && errno == EINTR {}
  return status == 0 ? folder : nil
}()
