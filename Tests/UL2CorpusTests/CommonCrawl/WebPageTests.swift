import ReaderSupport
import TestSupport
import Testing
import UL2Corpus
import UL2Input
import UL2Markup

private func record(_ head: String, _ body: [UInt8], type: String = "response") -> [UInt8] {
  let block = Array(head.utf8) + body
  return Array(
    "WARC/1.0\r\nWARC-Type: \(type)\r\nWARC-Target-URI: http://a/\r\nContent-Type: text/html\r\nContent-Length: \(block.count)\r\n\r\n"
      .utf8) + block + Array("\r\n\r\n".utf8)
}

private func response(_ fields: String, _ body: [UInt8], status: String = "200 OK") -> [UInt8] {
  record("HTTP/1.1 \(status)\r\n\(fields)\r\n", body)
}

private func chunked(_ parts: [String]) -> [UInt8] {
  Array(
    parts.map { "\(String($0.utf8.count, radix: 16));x=y\r\n\($0)\r\n" }.joined().utf8)
}

@Suite("Pages of WARC files") struct WebPageTests {
  private struct Outcome {
    var texts: [String] = []
    var metadata: [String] = []
    var counts = SkipCounts()
  }

  private func read(_ warc: [UInt8], recordText: RecordText = .clean) throws -> Outcome {
    let log = SkipLog()
    var options = ReaderOptions()
    options.recordText = recordText
    let reader = PartsReader(WARCParts(ChunkedSource(warc), options), log: log)
    var outcome = Outcome()
    var document = Document()
    while try reader.next(&document) {
      outcome.texts.append(String(decoding: document.text, as: UTF8.self))
      outcome.metadata.append(String(decoding: document.metadata, as: UTF8.self))
    }
    outcome.counts = log.counts
    return outcome
  }

  private let html = "Content-Type: text/html\r\n"

  @Test("Metadata holds the facts about a page")
  func metadata() throws {
    let page = "<html lang='de-AT'><title> A &amp;\n b </title><p>Körper"
    let result = try read(
      response("Content-Type: TEXT/HTML; charset=UTF-8\r\nX: a\r\n b\r\n", Array(page.utf8)))
    #expect(result.texts == ["Körper"])
    let length = page.utf8.count + 69
    #expect(
      result.metadata == [
        #"{"url":"http://a/","charset":"utf-8","title":"A & b","language":"de-AT","content_length":\#(length)}"#
      ])
    let raw = try read(response(html, Array(page.utf8)), recordText: .raw)
    #expect(raw.texts == [page])
  }

  @Test("Records that are not pages are counted by reason")
  func filtered() throws {
    let body = Array("<p>x".utf8)
    let result = try read(
      response(html, body, status: "404 Not Found") + response(html, body, status: "301")
        + response("Content-Type: application/pdf\r\n", body)
        + response("Content-Type: image/x-made-up\r\n", body)
        + response(html, Array("%PDF-1.4".utf8)) + record("no head\r\n\r\n", [])
        + response(html, Array("<p> </p>".utf8)) + response("", Array("plain".utf8))
        + response("", Array(" <!DOCTYPE HTML><p>sniffed".utf8))
        + record("", Array("<p>resource".utf8), type: "resource")
        + record("x", [], type: "request"))
    #expect(result.texts == ["sniffed", "resource"])
    #expect(
      result.counts.filtered == [
        "HTTP status 404": 1, "HTTP status 301": 1, "application/pdf": 1, "image/…": 1,
        "binary data": 1, "no HTTP response": 1, "no text": 1, "no media type": 1, "request": 1,
      ])
    #expect(result.counts.bad.isEmpty)
  }

  @Test("Plain text stays as it is; heads with bare line feeds and lines that are not fields")
  func plain() throws {
    let text = "a <b>\n  c &amp;"
    let result = try read(
      record("HTTP/1.0 200\ngarbage\nContent-type: text/plain\n\n", Array(text.utf8)))
    #expect(result.texts == [text])
  }

  // MARK: Bodies

  private let page = "<p>Body, long enough to be packed, packed, packed.</p>"
  private let wanted = "Body, long enough to be packed, packed, packed."

  @Test("Chunks are joined, other bodies kept; a missing end is noted")
  func chunks() throws {
    let fields = html + "Transfer-Encoding: chunked\r\n"
    let whole = chunked([String(page.prefix(9)), String(page.dropFirst(9)), ""])
    #expect(try read(response(fields, whole)).texts == [wanted])
    #expect(try read(response(fields, Array(page.utf8))).texts == [wanted])
    let cut = try read(response(fields, Array(whole.prefix(30))))
    #expect(cut.texts.count == 1)
    #expect(cut.metadata[0].contains(#""truncated":"decoding""#))
    for count in whole.indices { _ = try read(response(fields, Array(whole[..<count]))) }
    _ = try read(response(fields, Array("ffffffffffffffffff\r\nx".utf8)))
    _ = try read(response(fields, Array("fffffffffff\r\nx".utf8)))
  }

  @Test("Content codings, also of bodies that are decoded already")
  func codings() throws {
    let gzip = compress(Array(page.utf8), .gzip)
    let cases: [(String, [UInt8])] = [
      ("gzip", gzip), ("X-GZIP", gzip), ("gzip", Array(page.utf8)), ("br", Array(page.utf8)),
      // Raw DEFLATE is the part between gzip's header and trailer.
      ("deflate", Array(gzip[10..<(gzip.count - 8)])), ("deflate", Array(page.utf8)),
      ("zstd", compress(Array(page.utf8), .zstd)), ("identity", Array(page.utf8)),
      ("zstd, gzip", compress(compress(Array(page.utf8), .zstd), .gzip)),
    ]
    for (name, body) in cases {
      let result = try read(response(html + "Content-Encoding: \(name)\r\n", body))
      #expect(result.texts == [wanted], "\(name)")
    }
    let brotli = try read(response(html + "Content-Encoding: br\r\n", Self.brotli))
    #expect(brotli.texts == ["Body in Brotli, long enough to be packed, packed, packed, packed."])
  }

  @Test("Damaged bodies and bombs are bad records; cut ones give what is whole")
  func damage() throws {
    func result(_ coding: String, _ body: [UInt8]) throws -> Outcome {
      try read(response(html + "Content-Encoding: \(coding)\r\n", body))
    }
    #expect(try result("br", Self.bomb).counts.bad == ["body too long": 1])
    var gzip = compress(Array(page.utf8), .gzip)
    #expect(
      try result("gzip", Array(gzip.dropLast(9))).metadata.first?.contains("truncated") != false)
    gzip[gzip.count - 6] ^= 0xFF
    #expect(try result("gzip", gzip).counts.bad == ["undecodable body": 1])
    for (coding, body) in [
      ("gzip", gzip), ("br", Self.brotli), ("zstd", compress(Array(page.utf8), .zstd)),
      ("deflate", Array(gzip[10...])),
    ] {
      for at in body.indices {
        _ = try result(coding, Array(body[..<at]))
        var damaged = body
        damaged[at] ^= 0x55
        _ = try result(coding, damaged)
      }
    }
  }

  // MARK: Charsets

  @Test(
    "How the encoding is found",
    arguments: [
      // The server's charset, an alias, a wrong one, and none.
      ("; charset=windows-1251", [0x3C, 0x70, 0x3E, 0xCF, 0xF0, 0xE8], "При", "windows-1251"),
      ("; charset=\"ISO-8859-1\"", [0x3C, 0x70, 0x3E, 0x93, 0xE9, 0x94], "“é”", "windows-1252"),
      ("; charset=iso-8859-1", [0x3C, 0x70, 0x3E, 0xC3, 0xA9], "é", "utf-8"),
      ("; charset=gb2312", [0x3C, 0x70, 0x3E, 0xD6, 0xD0, 0xE9, 0x46], "中镕", "gbk"),
      ("; charset=Shift_JIS", [0x3C, 0x70, 0x3E, 0x93, 0xFA, 0x87, 0x40], "日①", "shift_jis"),
      ("; charset=euc-kr", [0x3C, 0x70, 0x3E, 0xC7, 0xD1, 0x8C, 0x63], "한똠", "euc-kr"),
      ("; charset=utf-8", [0x3C, 0x70, 0x3E, 0xC3, 0xA9, 0x61, 0xFF], "éa\u{FFFD}", "utf-8"),
      ("", [0xFF, 0xFE, 0x3C, 0x00, 0x70, 0x00, 0x3E, 0x00, 0xE9, 0x00], "é", "utf-16le"),
      ("", [0xEF, 0xBB, 0xBF, 0x3C, 0x70, 0x3E, 0x61], "a", "utf-8"),
      ("; charset=gbk", [0x3C, 0x70, 0x3E, 0x61, 0xD6], "a\u{FFFD}", "gbk"),
    ] as [(String, [UInt8], String, String)])
  func charsets(parameter: String, body: [UInt8], text: String, name: String) throws {
    let result = try read(response("Content-Type: text/html\(parameter)\r\n", body))
    #expect(result.texts == [text])
    #expect(result.metadata.first?.contains("\"charset\":\"\(name)\"") == true)
  }

  @Test("Declarations in the page, the detector, and windows-1252 as a last resort")
  func declared() throws {
    let cyrillic: [UInt8] = [0xEF, 0xF0, 0xE8, 0xE2, 0xE5, 0xF2]
    for meta in [
      "<meta charset=cp1251>",
      "<META http-equiv='Content-Type' content='text/html; charset=cp1251'>",
      "<!-- <meta charset=utf-8> --><meta charset = \"windows-1251\" />",
    ] {
      let result = try read(response(html, Array("\(meta)<p>".utf8) + cyrillic))
      #expect(result.texts == ["привет"], "\(meta)")
    }
    let words = Array("<p>".utf8) + (0..<40).flatMap { _ in cyrillic + [0x20] }
    #expect(try read(response(html, words)).texts[0].hasPrefix("привет"))
    let one = try read(response(html, Array("<p>caf".utf8) + [0xE9]))
    #expect(one.texts == ["café"])
  }

  @Test("Any bytes with any label: never a trap, always UTF-8")
  func anyBytes() throws {
    let body = Array("<p>".utf8) + (0..<512).map { UInt8(truncatingIfNeeded: $0 &* 167 &+ $0 / 7) }
    for label in [
      "big5", "gb18030", "iso-2022-jp", "euc-jp", "utf-16", "koi8-r", "x", "hz-gb-2312",
    ] {
      for text in try read(response("Content-Type: text/html; charset=\(label)\r\n", body)).texts {
        #expect(!text.isEmpty)
      }
    }
  }

  @Test(
    "Real files: a document for each page",
    .enabled(if: realData != nil, "\(needsRealFiles)"))
  func realFiles() throws {
    let folder = realFile("commoncrawl/")
    let expected = [
      "dolma/sample-0000.warc.gz": 22, "dolma/sample-0001.warc.gz": 15,
      "resiliparse/clueweb-quirk.warc.gz": 29, "warcio/example-iana.org-chunked.warc": 1,
      "warcio/example.warc.gz": 1, "warcio/example-resource.warc.gz": 1,
      "warcio/example-wget-bad-target-uri.warc.gz": 1, "whirlwind/whirlwind.warc.gz": 1,
      "warcio/post-test.warc.gz": 0, "whirlwind/whirlwind.warc.wat.gz": 0,
    ]
    for (name, count) in expected {
      let log = SkipLog()
      let reader = PartsReader(WARCParts(try openInput(folder + name)), log: log)
      var document = Document()
      var found = 0
      while try reader.next(&document) {
        found += 1
        #expect(document.text.count > 40, "\(name)")
      }
      #expect(found + log.counts.filtered["no text", default: 0] == count, "\(name)")
      #expect(log.counts.bad.isEmpty, "\(name)")
    }
  }

  /// Made by Google's brotli.
  private static let brotli: [UInt8] = [
    0x1B, 0x47, 0x00, 0xE8, 0x8D, 0xD4, 0x5E, 0xB3, 0x89, 0x2E, 0x18, 0x23, 0x54, 0xBA, 0xA7, 0x2C,
    0x17, 0x13, 0xA4, 0x4C, 0xE5, 0x3B, 0xD4, 0xE4, 0x48, 0x6F, 0xFE, 0x42, 0x4F, 0xD8, 0x0A, 0x7E,
    0x0B, 0x93, 0x60, 0x03, 0x0E, 0xD8, 0x93, 0xC0, 0x63, 0x1E, 0xE9, 0x0C, 0xC2, 0xF2, 0x2A, 0x87,
    0xA5, 0x8F, 0xA3, 0xE6, 0x27, 0xC5, 0xBF, 0xDB, 0xD4, 0x20, 0x47, 0x56, 0x81, 0x5D, 0xA6, 0x85,
    0x8B, 0x02,
  ]

  /// 80 MiB of zeros.
  private static let bomb: [UInt8] = [
    0xCB, 0xFF, 0xFF, 0x3F, 0xF8, 0x27, 0x00, 0xE2, 0xB1, 0x40, 0x20, 0xF7, 0xFE, 0x8F, 0xFF, 0xFF,
    0x7F, 0xF0, 0x4F, 0x00, 0xC4, 0x61, 0x11, 0x80, 0xEE, 0xFD, 0x1F, 0xFF, 0xFF, 0xFF, 0xE0, 0x9F,
    0x00, 0x88, 0xC3, 0x02, 0x00, 0xDD, 0xFB, 0x3F, 0xFE, 0xFF, 0xFF, 0xC1, 0x3F, 0x01, 0x10, 0x87,
    0x05, 0x00, 0xBA, 0xF7, 0x7F, 0xFC, 0xFF, 0xFF, 0x83, 0x7F, 0x02, 0x20, 0x0E, 0x0B, 0x00, 0x74,
    0xEF, 0xFF, 0xF8, 0xFF, 0xFF, 0x07, 0xFF, 0x04, 0x40, 0x1C, 0x16, 0x00, 0xE8, 0xDE, 0xFF, 0xF1,
    0xFF, 0xFF, 0x0F, 0xFE, 0x09, 0x80, 0x38, 0x2C, 0x00, 0xD0, 0xBD, 0xFF, 0xE3, 0xFF, 0xFF, 0x1F,
    0xFC, 0x13, 0x00, 0x71, 0x58, 0x00, 0xA0, 0x7B, 0xFF, 0xC7, 0xFF, 0xFF, 0x3F, 0xF8, 0x27, 0x00,
    0xE2, 0xB0, 0x00, 0x40, 0xF7, 0xFE, 0x8F, 0xFF, 0xFF, 0x7F, 0xF0, 0x4F, 0x00, 0xC4, 0x61, 0x01,
    0x80, 0xEE, 0xFD, 0xDF,
  ]
}
