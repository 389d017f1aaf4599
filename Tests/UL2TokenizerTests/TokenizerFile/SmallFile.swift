/// Small tokenizer files, written where they are used.
import TestSupport
import Testing
import UL2Tokenizer

/// A `tokenizer.json` of a few letters, with parts of it replaced.
struct SmallFile {
  var added = "[]"
  var normalizer = "null"
  var preTokenizer = "null"
  var decoder = "null"
  var vocabulary = #"{"a": 0, "b": 1, "c": 2, "ab": 3, "abc": 4, "bc": 5, " ": 6, "▁": 7, "▁a": 8}"#
  var merges = #"["a b", "ab c", "b c", "▁ a"]"#
  /// More members of the model.
  var flags = #""unk_token": null"#

  var text: String {
    """
    {"version": "1.0", "truncation": null, "padding": null, "added_tokens": \(added),
     "normalizer": \(normalizer), "pre_tokenizer": \(preTokenizer), "post_processor": null, "decoder": \(decoder),
     "model": {"type": "BPE", \(flags), "vocab": \(vocabulary), "merges": \(merges)}}
    """
  }

  /// A member of `added_tokens`.
  static func token(
    _ content: String, id: Int = 99, normalized: Bool = false, special: Bool = false,
    lstrip: Bool = false, rstrip: Bool = false, word: Bool = false
  ) -> String {
    """
    {"id": \(id), "content": \(JSONValue.string(content).text()), "single_word": \(word), "lstrip": \(lstrip),
     "rstrip": \(rstrip), "normalized": \(normalized), "special": \(special)}
    """
  }

  func read() throws -> TokenizerFile { try file(text) }

  /// The ids of a text.
  func ids(_ text: String, protecting protected: Set<Int> = []) throws -> [Int32] {
    try PlainTokenizer(read(), protecting: protected).encode(Array(text.utf8))
  }
}

/// Reads a text as a tokenizer file.
func file(_ text: String, name: String = "tokenizer.json", pattern: String? = nil) throws
  -> TokenizerFile
{
  let folder = TemporaryDirectory()
  try folder.write(Array(text.utf8), name)
  return try TokenizerFile(folder(name), pattern: pattern)
}

/// The message with which a file is refused, without its path.
func refusal(_ text: String, name: String = "tokenizer.json", pattern: String? = nil) -> String {
  do {
    _ = try file(text, name: name, pattern: pattern)
    return "accepted"
  } catch let problem as Problem {
    var problem = problem
    problem.path = nil
    return problem.description
  } catch {
    return "\(error)"
  }
}
