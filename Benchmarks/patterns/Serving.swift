import UL2Patterns

/// Answers questions until the input ends.
func serve() {
  let families = (try? Family.all()) ?? []
  while let line = readLine() {
    let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
    guard fields.count == 3 else {
      print("bad question")
      continue
    }
    let argument = bytes(fields[1])
    let text = bytes(fields[2])
    do {
      print(
        try answer(String(fields[0]), String(decoding: argument, as: UTF8.self), text, families))
    } catch let problem as PatternProblem {
      print("refused: \(problem.problem), got \(problem.got)")
    } catch {
      print("\(error)")
    }
  }
}

private func answer(_ kind: String, _ argument: String, _ text: [UInt8], _ families: [Family])
  throws -> String
{
  switch kind {
  case "oniguruma", "fancy":
    let pattern = try Pattern(argument, dialect: kind == "fancy" ? .fancyRegex : .oniguruma)
    let found = try pattern.matches(in: text.span)
    return found.map { "\($0.lowerBound)-\($0.upperBound)" }.joined(separator: " ")
  case "pieces":
    guard let family = families.first(where: { $0.name == argument }),
      let scanner = PieceScanner(family.steps)
    else { return "no scanner" }
    return (try family.comparison.ends(text, by: scanner) ?? []).map(String.init).joined(separator: " ")
  case "nfc": return hexadecimal(normalized(text, .nfc))
  case "nfd": return hexadecimal(normalized(text, .nfd))
  case "nfkc": return hexadecimal(normalized(text, .nfkc))
  case "nfkd": return hexadecimal(normalized(text, .nfkd))
  default: return "bad question"
  }
}

private func hexadecimal(_ bytes: [UInt8]) -> String {
  let digits = Array("0123456789abcdef")
  return String(bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
}

private func bytes(_ text: Substring) -> [UInt8] {
  let digits = text.utf8.map { $0 < 58 ? $0 - 48 : $0 - 87 }
  return stride(from: 0, to: digits.count - 1, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
}
