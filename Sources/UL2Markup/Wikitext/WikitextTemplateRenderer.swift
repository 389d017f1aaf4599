/// Writes what a template that carries text shows.
///
/// It copies arguments, so the scanner bounds how deep templates may nest that it is used for.
struct TemplateRenderer {
  let bytes: [UInt8]
  let arguments: TemplateArguments
  let isEnglish: Bool
  let title: [UInt8]
  private(set) var output: [UInt8] = []

  init(_ bytes: [UInt8], _ arguments: TemplateArguments, isEnglish: Bool, title: [UInt8]) {
    self.bytes = bytes
    self.arguments = arguments
    self.isEnglish = isEnglish
    self.title = title
  }

  mutating func render(_ format: TemplateFormat) {
    switch format.content {
    case .pieces(let alternatives):
      let place = min(max(arguments.unnamed.count, 1), alternatives.count) - 1
      write(alternatives[place])
    case .rule(.convert): writeMeasure()
    case .rule(.value): writeValue()
    case .rule(.date): writeDate(dayFirst: has("df"), from: 0)
    case .rule(.asOf): writeAsOf()
    case .rule(.pronunciation): writePronunciation()
    case .rule(.coordinates): writeCoordinates()
    case .rule(.title): write(title)
    case .rule(.ifNotEmpty): write(arguments[arguments[0] == nil ? 2 : 1])
    case .rule(.ifEqual):
      write(arguments[argument(0) == argument(1) ? 2 : 3])
    }
  }

  private mutating func write(_ pieces: [TemplateFormat.Piece]) {
    for piece in pieces {
      switch piece {
      case .text(let text): write(text)
      case .argument(let keys): write(value(keys))
      case .all(let separator):
        for (i, range) in arguments.unnamed.filter({ !$0.isEmpty }).enumerated() {
          if i > 0 { write(separator) }
          write(range)
        }
      case .optional(let pieces):
        let isWhole = pieces.allSatisfy { piece in
          if case .argument(let keys) = piece { value(keys) != nil } else { true }
        }
        if isWhole { write(pieces) }
      }
    }
  }

  private func value(_ keys: [TemplateFormat.Key]) -> Range<Int>? {
    for key in keys {
      if let range = arguments.value(bytes, key) { return range }
    }
    return nil
  }

  // MARK: For the rules

  mutating func write(_ text: some Collection<UInt8>) { output.append(contentsOf: text) }

  mutating func write(_ text: String) { output.append(contentsOf: text.utf8) }

  mutating func write(_ range: Range<Int>?) {
    if let range { output.append(contentsOf: bytes[range]) }
  }

  /// A short argument to compare with words; what is long is none of them.
  func argument(_ place: Int) -> String? {
    guard let range = arguments[place], range.count <= 32 else { return nil }
    return String(decoding: bytes[range], as: UTF8.self)
  }

  func argument(_ name: String) -> String? {
    guard let range = arguments.value(bytes, name.utf8), range.count <= 32 else { return nil }
    return String(decoding: bytes[range], as: UTF8.self)
  }

  /// Whether the argument called `name` says yes.
  func has(_ name: String) -> Bool {
    ["y", "yes", "on", "1"].contains(argument(name) ?? "")
  }
}
