/// What the tests of readers share: inputs from literals, all documents of an input, golden values.
import TestSupport
import UL2Documents

/// All documents of a reader, and what ended it.
package struct Reading {
  package var documents: [Document] = []
  package var problem: Problem?

  package init(_ reader: any DocumentReader) {
    do throws(Problem) {
      var document = Document()
      while try reader.next(&document) { documents.append(document) }
    } catch {
      problem = error
    }
  }

  package var texts: [String] { documents.map { string($0.text) } }
  package var ids: [String] { documents.map { string($0.id) } }

  /// The digest that `realdata/INDEX.md` defines.
  package var textDigest: String {
    var digest = SHA256()
    for document in documents { digest.updateNetstring(document.text) }
    return digest.hexDigest()
  }
}

extension Document {
  package func metadata(_ key: String) throws -> JSONValue? {
    try JSONValue.parse(metadata, path: "metadata")[key]
  }
}

package func string(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

package func source(_ text: String, path: String = "input", step: Int = .max) -> MemorySource {
  MemorySource(Array(text.utf8), path: path, step: step)
}

/// What independent tools found in the real files: `expect/NAME.json`.
package func expectations(_ name: String) throws -> [JSONValue.Member] {
  guard let sharedFolder else { return [] }
  return try JSONValue.parse(file: sharedFolder + "/realdata/expect/\(name).json").members ?? []
}

package func realFile(_ name: String) -> String { (sharedFolder ?? "") + "/realdata/" + name }

package let needsRealFiles = "the shared folder with real files is absent"
