/// Slow inputs, broken ones, and stores as other tools write them.
import TestSupport
import UL2Pipeline

/// Some thousand documents in copies of the fixtures: enough for a signal to arrive while they are being
/// tokenized. Links to one file would be one input.
func manyInputs(_ scratch: Scratch, count: Int) throws -> String {
  let targets = ["github/redpajama.jsonl", "jsonl/notes.jsonl.zst"]
  for i in 0..<count {
    try scratch.write(readFile(fixture(targets[i % targets.count])), to: "many/\(100 + i).jsonl")
  }
  return scratch("many")
}

/// JSON lines, some of them broken.
func lines(good: Int, bad: Int) -> String {
  (0..<good + bad).map { i in
    // The broken ones are among the good.
    i % 7 == 3 && i / 7 < bad ? "{\"text\": broken}\n" : "{\"text\": \"line number \(i)\"}\n"
  }.joined()
}

/// Writes a Megatron indexed dataset as other tools do: documents of several sequences.
func writeForeignStore<Token: FixedWidthInteger>(
  _ documents: [[[Token]]], to name: String, in scratch: Scratch
) throws {
  let code: UInt8 =
    switch Token.bitWidth {
    case 16: Token.isSigned ? 3 : 8
    case 32: 4
    case 64: 5
    default: preconditionFailure("not a type of Megatron's that tests use")
    }
  var index = Array("MMIDIDX\0\0".utf8)
  var data: [UInt8] = []
  func append(_ value: some FixedWidthInteger, to bytes: inout [UInt8]) {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }
  let sequences = documents.flatMap { $0 }
  append(UInt64(1), to: &index)
  index.append(code)
  append(UInt64(sequences.count), to: &index)
  append(UInt64(documents.count + 1), to: &index)
  for sequence in sequences { append(Int32(sequence.count), to: &index) }
  for sequence in sequences {
    append(Int64(data.count), to: &index)
    for token in sequence { append(token, to: &data) }
  }
  var boundary = Int64(0)
  append(boundary, to: &index)
  for document in documents {
    boundary += Int64(document.count)
    append(boundary, to: &index)
  }
  try scratch.write(data, to: name + ".bin")
  try scratch.write(index, to: name + ".idx")
}

/// A mixture of one source with the recipe's objectives.
func oneSource(_ name: String, members: String = "") -> String {
  """
  {"sources": {"\(name)": {"weight": 1\(members)}},
   "objectives": [
    {"name": "causal", "weight": 0.6},
    {"name": "prefix_lm", "weight": 0.2},
    {"name": "span_corruption", "weight": 0.2, "noise_density": 0.15, "mean_span_length": 3}
   ]}
  """
}
