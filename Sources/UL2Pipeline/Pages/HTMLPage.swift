/// A page in one file: no network, no handlers, nothing that a document could run.
///
/// Its policy (Content-Security-Policy) allows the scripts and styles that the program wrote, by their hashes, and
/// nothing else; data lies in blocks of JSON, in which no `<` is written. The bytes follow from what the page is made
/// of.
package struct HTMLPage {
  package var title: String
  /// Besides the theme that all pages have (`Resources/page.css`).
  package var styles: [[UInt8]]
  /// Run one after another, each as strict as a module; what one declares the next ones see. None: no script runs.
  package var scripts: [[UInt8]]
  /// Blocks that scripts read, by the id of their element.
  package var data: [(id: StaticString, value: JSONValue)]
  package var body: HTML

  /// - Parameter scripts: where there are any, what is in `Resources/page.js` comes before them.
  package init(
    title: String, styles: [[UInt8]] = [], scripts: [[UInt8]] = [],
    data: [(id: StaticString, value: JSONValue)] = [], body: HTML
  ) {
    self.title = title
    self.styles = [PackageResources.page_css] + styles
    self.scripts = scripts.isEmpty ? [] : [PackageResources.page_js] + scripts
    self.data = data
    self.body = body
  }

  /// Writes the file, piece by piece.
  package func write(_ output: ([UInt8]) throws(Problem) -> Void) throws(Problem) {
    let style = Array(styles.joined(separator: [0x0A]))
    let script = scripts.isEmpty ? [] : Array("'use strict';\n".utf8) + scripts.joined()
    let head: HTML = [
      .element("meta", ["charset": "utf-8"]),
      .element(
        "meta",
        [
          "http-equiv": "Content-Security-Policy",
          "content": Self.policy(style: style, script: script),
        ]),
      .element("meta", ["name": "referrer", "content": "no-referrer"]),
      .element("meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"]),
      .element("meta", ["name": "color-scheme", "content": "light dark"]),
      .element("meta", ["name": "generator", "content": "ul2prep \(programVersion)"]),
      .element("title", [:], .text(title)),
    ]
    try output(Array("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n".utf8))
    try output(head.markup)
    try output(Array("\n<style>".utf8) + style + Array("</style>\n</head>\n<body>\n".utf8))
    try output(body.markup)
    for (id, value) in data {
      try output(Array("\n<script type=\"application/json\" id=\"\(id)\">".utf8))
      try output(scriptJSON(value))
      try output(Array("</script>".utf8))
    }
    if !script.isEmpty {
      try output(Array("\n<script>".utf8) + script + Array("</script>".utf8))
    }
    try output(Array("\n</body>\n</html>\n".utf8))
  }

  private static func policy(style: [UInt8], script: [UInt8]) -> String {
    func source(_ bytes: [UInt8]) -> String {
      var hash = SHA256()
      hash.update(bytes)
      return "'sha256-\(Base64.encoded(hash.digest()))'"
    }
    let scripts = script.isEmpty ? "'none'" : source(script)
    return "default-src 'none'; script-src \(scripts); style-src \(source(style)); "
      + "base-uri 'none'; form-action 'none'"
  }
}

/// JSON that may lie inside a `script` element: without `<`, which could end it, and without characters that would
/// reorder what a reader of the file sees.
package func scriptJSON(_ value: JSONValue) -> [UInt8] {
  let bytes = value.bytes()
  var output: [UInt8] = []
  output.reserveCapacity(bytes.count + bytes.count / 64)
  var i = 0
  while i < bytes.count {
    let byte = bytes[i]
    if byte == UInt8(ascii: "<") {
      output += "\\u003c".utf8
    } else if byte >= 0x80, let (scalar, length) = bidirectionalControl(in: bytes, at: i) {
      output += "\\u".utf8 + hexadecimalDigits4(scalar)
      i += length
      continue
    } else {
      output.append(byte)
    }
    i += 1
  }
  return output
}

/// The control that begins there; all of them take two or three bytes.
private func bidirectionalControl(
  in bytes: [UInt8], at start: Int
) -> (scalar: UInt32, length: Int)? {
  for length in 2...3 where start + length <= bytes.count {
    let lead = bytes[start]
    guard length == 2 ? lead == 0xD8 : lead == 0xE2 else { continue }
    var scalar = UInt32(lead & (length == 2 ? 0x1F : 0x0F))
    for byte in bytes[(start + 1)..<(start + length)] { scalar = scalar << 6 | UInt32(byte & 0x3F) }
    if bidirectionalControls[scalar] != nil { return (scalar, length) }
  }
  return nil
}

private func hexadecimalDigits4(_ value: UInt32) -> [UInt8] {
  let digits = String(value, radix: 16)
  return Array((String(repeating: "0", count: 4 - digits.utf8.count) + digits).utf8)
}
