/// The names of encodings in TeX: inputenc's, inputenx's and CJK's, those that editors write into the first
/// lines of a file, and XeTeX's.
extension Charset {
  /// The encoding that TeX's packages and editors call `name`; nil where none is known by it.
  ///
  /// `latin1` is windows-1252 here as on the web: it differs in bytes that Latin-1 has no letters for.
  init?(teXName name: some Sequence<UInt8>) {
    // `koi8-r`, `KOI8_R`, `IsoLatin 9`: letters and digits are what counts.
    var letters: [UInt8] = []
    for byte in name where byte.isASCIIAlphanumeric {
      letters.append(byte.asciiLowercased)
      if letters.count > 32 { return nil }
    }
    guard let found = Self.byTeXName[String(decoding: letters, as: UTF8.self)] else { return nil }
    self = found
  }

  private static let byTeXName: [String: Charset] = {
    var table: [String: Charset] = [:]
    for line in teXNames.split(separator: "\n") {
      let words = line.split(separator: " ").map(String.init)
      let charset = Charset(name: words[0], iconvName: words[1])
      for name in words[2...] { table[name] = charset }
    }
    return table
  }()

  /// One a line: the name that is reported, iconv's, and TeX's, in letters and digits alone.
  private static let teXNames = """
    utf-8 UTF-8 utf8 utf8x utf8unicode unicode utf8enc utf8bom utf8hangul utf8luatex utf8xetex muleutf8
    utf-16 UTF-16 utf16 standardunicode ucs2
    windows-1252 CP1252 latin1 isolatin1 isolatin iso88591 88591 l1 ansinew cp1252 windows1252 \
      windowslatin1 winlatin1 ansi ascii usascii westernisolatin1 westernwindowslatin1 \
      westerneuropeanisolatin1 isolatinenc latin1jk lat1 isolat1
    iso-8859-2 ISO-8859-2 latin2 isolatin2 iso88592 88592 l2 il2 centraleuropeanisolatin2 latin2jk \
      isolat2
    iso-8859-3 ISO-8859-3 latin3 isolatin3 iso88593 88593 l3
    iso-8859-4 ISO-8859-4 latin4 isolatin4 iso88594 88594 l4
    iso-8859-5 ISO-8859-5 iso88595 88595 isocyrillic isolatincyrillic iso88595enc
    iso-8859-6 ISO-8859-6 iso88596 88596
    iso-8859-7 ISO-8859-7 iso88597 88597 isogreek isolatingreek
    iso-8859-8 ISO-8859-8 iso88598 88598 88598i
    windows-1254 CP1254 latin5 isolatin5 iso88599 88599 l5 cp1254 windows1254
    iso-8859-10 ISO-8859-10 latin6 isolatin6 iso885910
    iso-8859-13 ISO-8859-13 latin7 isolatin7 iso885913
    iso-8859-14 ISO-8859-14 latin8 isolatin8 iso885914
    iso-8859-15 ISO-8859-15 latin9 isolatin9 iso885915 885915 l9 latin9jk latin0
    iso-8859-16 ISO-8859-16 latin10 isolatin10 iso885916 l10
    windows-1250 CP1250 cp1250 windows1250 winlatin2 windowslatin2 centraleuropeanwindows \
      centraleuropeanwindowslatin2 ansice cp1250jk
    windows-1251 CP1251 cp1251 windows1251 windowscyrillic cyrillicwindows win1251
    windows-1253 CP1253 cp1253 windows1253 windowsgreek
    windows-1255 CP1255 cp1255 windows1255
    windows-1256 CP1256 cp1256 windows1256
    windows-1257 CP1257 cp1257 windows1257 windowsbaltic
    windows-1258 CP1258 cp1258 windows1258 windowsvietnamese
    ibm437 IBM437 cp437 ibm437 437 cp437de doslatinus
    ibm850 IBM850 cp850 ibm850 850 cp858 doslatin1
    ibm852 IBM852 cp852 ibm852 852 doslatin2
    ibm855 IBM855 cp855 ibm855 855 doscyrillic
    ibm862 IBM862 cp862 ibm862 doshebrew
    ibm865 IBM865 cp865 ibm865 865 dosnordic
    ibm866 IBM866 cp866 ibm866 866 cp866av cp866mav cp866nav cp866tat cp866new dosrussian
    koi8-r KOI8-R koi8r koi8 cyrillickoi8r
    koi8-u KOI8-U koi8u koi8ru
    macintosh MACINTOSH applemac macroman macosroman mac macintosh macosromanwestern westernmacosroman \
      xmacroman
    mac-central-europe MAC-CENTRALEUROPE macce maccentraleuropeanroman maccentraleurope \
      centraleuropeanmacos
    x-mac-cyrillic MAC-CYRILLIC maccyr macukr maccyrillic cyrillicmacos xmaccyrillic
    dec-mcs DEC-MCS decmulti decmcs
    mik MIK mik
    pt154 PT154 pt154 pt254
    iso-ir-111 ECMA-CYRILLIC isoir111
    viscii VISCII viscii
    tcvn TCVN tcvn tcvn5712
    windows-874 CP874 tis620 cp874 windows874
    gbk GB18030 gb gbk gb2312 gb18030 euccn cjkgbk gbenc cp936 \
      doschinesesimplified macchinesesimplified gbt chinesesimplified windows936
    big5 BIG5-HKSCS bg5 big5 bg5hk big5hkscs big5plus bg5p cp950 doschinesetraditional \
      macchinesetraditional hk
    euc-tw EUC-TW euctw cns
    euc-jp EUC-JP-MS jis eucjp ujis eucjpms jisx0213 jis2
    iso-2022-jp ISO-2022-JP iso2022jp jisjapanese
    shift_jis CP932 sjis shiftjis cp932 sjisx0213 dosjapanese macjapanese mskanji windows31j \
      japaneseshiftjis
    euc-kr CP949 ks euckr ksc5601 uhc cp949 mackorean ksx1001 doskorean
    johab JOHAB johab
    """
}
