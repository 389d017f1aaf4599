/// What the tests of readers share: inputs from literals, all documents of an input, golden values.
import TestSupport
import UL2Corpus

/// All documents of a reader, and what ended it.
struct Reading {
  var documents: [Document] = []
  var problem: Problem?

  init(_ reader: any DocumentReader) {
    do throws(Problem) {
      var document = Document()
      while try reader.next(&document) { documents.append(document) }
    } catch {
      problem = error
    }
  }

  var texts: [String] { documents.map { string($0.text) } }
  var ids: [String] { documents.map { string($0.id) } }

  /// The digest that `realdata/INDEX.md` defines.
  var textDigest: String {
    var digest = SHA256()
    for document in documents { digest.updateNetstring(document.text) }
    return digest.hexDigest()
  }
}

extension Document {
  func metadata(_ key: String) throws -> JSONValue? {
    try JSONValue.parse(metadata, path: "metadata")[key]
  }
}

func string(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

func source(_ text: String, path: String = "input", step: Int = .max) -> MemorySource {
  MemorySource(Array(text.utf8), path: path, step: step)
}

/// What independent tools found in the real files: `expect/NAME.json`.
func expectations(_ name: String) throws -> [JSONValue.Member] {
  guard let sharedFolder else { return [] }
  return try JSONValue.parse(file: sharedFolder + "/realdata/expect/\(name).json").members ?? []
}

func realFile(_ name: String) -> String { (sharedFolder ?? "") + "/realdata/" + name }

let needsRealFiles = "the shared folder with real files is absent"
