/// A tokenizer's file, read: a directory's is its `tokenizer.json`, else its `tokenizer.model`.
struct OpenedModelFile {
  let path: String
  let bytes: [UInt8]

  init(_ path: String) throws(Problem) {
    let model = joined(path, TokenizerIdentity.sentencePieceFile)
    if isDirectory(path), !exists(joined(path, "tokenizer.json")), exists(model) {
      self.path = model
    } else {
      self.path = isDirectory(path) ? try TokenizerFile.file(in: path) : path
    }
    bytes = try readFile(self.path, limit: TokenizerFile.sizeLimit)
  }

  /// It is not a file that is text: errors are then those of a SentencePiece model.
  var isSentencePiece: Bool {
    switch TokenizerFile.Contents(bytes) {
    case .tokenizerJSON, .tekken, .tiktoken, .pointer: false
    case .sentencePiece, .other: true
    }
  }
}
