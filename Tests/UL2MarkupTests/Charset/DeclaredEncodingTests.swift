import Testing
import UL2Markup

@Suite("Encodings that text files declare")
struct DeclaredEncodingTests {
  @Test(
    "Marks, declarations, cookies",
    arguments: [
      ("\u{FEFF}abc", "utf-8"),
      ("<?xml version=\"1.0\" encoding=\"ISO-8859-2\"?><a/>", "iso-8859-2"),
      ("\n<html><meta charset=koi8-r>", "koi8-r"),
      ("#!/usr/bin/python\n# -*- coding: latin-1 -*-\n", "windows-1252"),
      ("// vim: set fileencoding=cp1251 :\n", "windows-1251"),
      ("Title: A book\n\nCharacter set encoding: ISO-8859-15\n", "iso-8859-15"),
      ("coding is fun, encoding: too; coding=sjis", "shift_jis"),
      ("nothing said", nil), ("coding: utf-9000", nil), ("coding", nil), ("", nil),
    ] as [(String, String?)])
  func declared(text: String, name: String?) {
    #expect(Charset(declaredIn: Array(text.utf8))?.name == name)
  }

  @Test("UTF-16 and UTF-32 are distinguished by their marks")
  func marks() {
    #expect(Charset(declaredIn: [0xFF, 0xFE, 0x61, 0])?.name == "utf-16le")
    #expect(Charset(declaredIn: [0xFE, 0xFF, 0, 0x61])?.name == "utf-16be")
    #expect(Charset(declaredIn: [0xFF, 0xFE, 0, 0])?.name == "utf-32le")
    #expect(Charset(declaredIn: [0, 0, 0xFE, 0xFF])?.name == "utf-32be")
  }
}
