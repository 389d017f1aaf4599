import Testing
import UL2Core

@Suite("File formats by their first bytes") struct MagicTests {
  @Test(
    "Names",
    arguments: [
      ("%PDF-1.7\n%\u{E2}", "a PDF"), ("ARROW1\0\0", "an Arrow file"),
      ("\u{FF}\u{FF}\u{FF}\u{FF}\u{10}\u{02}\0\0", "an Arrow stream"),
      ("PAR1\u{15}\u{04}", "a Parquet file"),
      ("\u{89}PNG\r\n\u{1A}\n\0\0", "a PNG image"), ("GIF89a\u{01}\0", "a GIF image"),
      ("\u{FF}\u{D8}\u{FF}\u{E0}\0\u{10}JFIF", "a JPEG image"),
      ("PK\u{03}\u{04}\u{14}\0", "a zip archive"),
      ("RIFF\u{24}\u{08}\0\0WEBPVP8 ", "a WebP image"),
      ("RIFF\u{24}\u{08}\0\0WAVEfmt ", "a WAV file"),
      ("\0\0\0\u{20}ftypavif\0\0\0\0", "an AVIF image"),
      ("\0\0\0\u{20}ftypisom\0\0\u{02}\0", "an MP4 file"),
      ("\u{1F}\u{8B}\u{08}\0", "gzip data"), ("BZh91AY&SY\u{07}", "bzip2 data"),
      ("SQLite format 3\0\u{10}\0", "an SQLite database"),
      ("\u{80}\u{04}\u{95}\u{10}\0", "a Python pickle"),
      ("\u{93}NUMPY\u{01}\0v\0", "a NumPy array"),
      ("\u{7F}ELF\u{02}\u{01}\u{01}", "an ELF program"),
      ("MZ\u{90}\0\u{03}\0", "a Windows program"), ("wOF2\0\u{01}\0\0", "a WOFF2 font"),
      ("ID3\u{03}\0\0", "an MP3 file"), ("OggS\0\u{02}", "an Ogg file"),
      ("\u{10}\u{02}\0\0\0\0\0\0{\"a\"", "a safetensors file"),
      ("Obj\u{01}\u{04}\u{14}", "an Avro file"), ("ORC\u{0A}\u{03}\0", "an ORC file"),
      ("\u{D0}\u{CF}\u{11}\u{E0}\u{A1}\u{B1}\u{1A}\u{E1}", "a Microsoft Office file"),
      ("{\\rtf1\\ansi", "an RTF document"),
    ])
  func names(start: String, name: String) {
    #expect(Magic.of(start.unicodeScalars.map { UInt8($0.value) })?.name == name)
  }

  @Test("A tar archive, whose magic is far from its beginning")
  func tar() {
    var block = Array("a/b.txt".utf8) + [UInt8](repeating: 0, count: 505)
    block.replaceSubrange(257..<262, with: "ustar".utf8)
    #expect(Magic.of(block)?.name == "a tar archive")
  }

  @Test(
    "Text is none of them, whatever letters it begins with",
    arguments: [
      "", "x", "BMW builds cars in Munich, and has done so since 1916.",
      "MZ is short for Mark Zbikowski",
      "GIF89a is a version of a format", "Rarely", "ORC is a columnar format.", "PAR1 is its magic",
      "RIFF and raff", "ID3 tags of music", "PK is a unit", "GRIB files hold weather", "wOFF",
      "fLaC", "GGUF",
      "{\"text\": 1}", "<!DOCTYPE html>", "7zip", "BZh", "070701 is a number", "Good\n",
      "\u{FEFF}text",
      "FORM A AIF", "Obj", "%", "%!", "{\\r", "LZIP", "!<arch>", "#!/bin/sh\n", "\t\tindented",
      "\0",
    ])
  func text(start: String) {
    #expect(Magic.of(Array(start.utf8)) == nil)
  }

  @Test("Each row of the table is found by its magic, and has a name with its article")
  func table() {
    #expect(Magic.table.count > 100)
    for magic in Magic.table {
      let isMass = magic.family == .compressed
      #expect(isMass || ["a", "an"].contains(magic.name.prefix { $0 != " " }), "\(magic.name)")
    }
  }

  @Test("Bytes in messages: text as it is, the rest in hexadecimal")
  func shownBytes() {
    #expect(shown(Array("a line\twith é\r\n".utf8)) == "a line with é  ")
    #expect(shown([0xC3]) == "c3")
    #expect(shown([0x61, 0xC3]) == "a")
    #expect(shown([0x61, 0xC3, 0x28]) == "61 c3 28")
    #expect(shown([0x1B, 0x5B, 0x33, 0x31, 0x6D]) == "1b 5b 33 31 6d")
    #expect(shown(Array(repeating: 0, count: 20)) == "00 00 00 00 00 00 00 00 …")
    #expect(shown([0xC2, 0x85]) == "c2 85")
    #expect(shown(Array("abcdef".utf8), limit: 3) == "abc")
    #expect(shownBeginning(Array("ARROW1\0\0".utf8)) == "an Arrow file")
    #expect(shownBeginning(Array("hello".utf8)) == "hello")
    #expect(shownBeginning([0, 1, 2, 3]) == "00 01 02 03")
  }
}
