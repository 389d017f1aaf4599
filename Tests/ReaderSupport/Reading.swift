/// Shared by the tests of readers: inputs from literals, all documents of an input, golden values.
import TestSupport
import UL2Documents

/// All documents of a reader, and the problem that ended it.
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

  /// Whatever the input was, ids and texts are UTF-8.
  package var isUTF8: Bool {
    documents.allSatisfy { document in
      [document.id, document.text].allSatisfy { String(validating: $0, as: UTF8.self) != nil }
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
