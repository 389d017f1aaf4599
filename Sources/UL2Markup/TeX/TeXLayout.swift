/// Commands that place the text on the page, or tell a publisher something: what follows each, so that all of
/// it can go. No reader of the paper sees any of it as text.
struct TeXLayout: Sendable {
  /// The argument that follows the command.
  enum Arguments: Sendable {
    /// A letter for each: `*` a star, `o` an option in brackets, `m` an argument in braces, or one command.
    case list(String)
    /// A length of TeX's, with or without braces: `-2pt plus 1fil`.
    case length
    /// A whole number.
    case number
    /// An equals sign and a length; without both it is not an assignment, and stays.
    case lengthAssigned
    case numberAssigned
    /// `\advance\x by 2pt`
    case advance
    /// `height 1pt depth 2pt`
    case rule
    /// `[text]`, which stays.
    case optionalText
    /// `{\vskip 2pt}` between the lines of a table.
    case alignment
    /// `{\today}` and nothing; any other date stays.
    case date
  }

  /// The space that it leaves between the texts around it.
  enum Gap: Sendable { case nothing, space, paragraph }

  let arguments: Arguments
  var gap = Gap.nothing
  /// Whether a paper may have a command of the same name that is text.
  var isOwn = false

  static let commands: [TeXName: TeXLayout] = {
    var table: [TeXName: TeXLayout] = [:]
    func add(_ names: String, _ arguments: Arguments, _ gap: Gap, _ isOwn: Bool) {
      for name in names.split(whereSeparator: { $0 == " " || $0 == "\n" }) {
        table[TeXName(name.utf8)] = TeXLayout(arguments: arguments, gap: gap, isOwn: isOwn)
      }
    }
    addPlain(add)
    addLaTeX(add)
    addPublishers(add)
    return table
  }()

  private typealias Add = (String, Arguments, Gap, Bool) -> Void

  /// Plain TeX's, which LaTeX has too.
  private static func addPlain(_ add: Add) {
    add(
      """
      bigskip medskip smallskip bigbreak medbreak smallbreak eject supereject vfill vfil vss vfilneg \
      goodbreak filbreak
      """, .list(""), .paragraph, false)
    add("vskip vglue", .length, .paragraph, false)
    add("hskip hglue", .length, .space, false)
    add("kern mkern mskip", .length, .nothing, false)
    add("hfill hfil hss hfilneg break hrulefill dotfill", .list(""), .space, false)
    add(
      """
      noindent indent allowbreak nobreak leavevmode strut null unskip ignorespaces ignorespacesafterend \
      relax sloppy fussy frenchspacing nonfrenchspacing raggedbottom normalbottom offinterlineskip \
      nointerlineskip normalbaselines raggedright raggedleft centering nopagenumbers
      """, .list(""), .nothing, false)
    add("openup moveleft moveright", .length, .nothing, false)
    add("penalty", .number, .nothing, false)
    add("hrule vrule", .rule, .nothing, false)
    add("noalign", .alignment, .nothing, false)
    add(
      """
      parindent parskip baselineskip lineskip lineskiplimit normalbaselineskip topskip hsize vsize hoffset \
      voffset leftskip rightskip parfillskip abovedisplayskip belowdisplayskip abovedisplayshortskip \
      belowdisplayshortskip hangindent emergencystretch overfullrule hfuzz vfuzz mathsurround nulldelimiterspace \
      delimitershortfall maxdepth splittopskip textwidth textheight topmargin oddsidemargin evensidemargin \
      headheight headsep footskip footheight columnsep columnseprule columnwidth marginparwidth marginparsep \
      tabcolsep arraycolsep arrayrulewidth doublerulesep fboxsep fboxrule unitlength itemsep parsep topsep \
      partopsep itemindent leftmargin rightmargin leftmargini leftmarginii labelsep labelwidth listparindent \
      jot intextsep textfloatsep floatsep dbltextfloatsep dblfloatsep abovecaptionskip belowcaptionskip \
      extrarowheight bibsep
      """, .lengthAssigned, .nothing, false)
    add(
      """
      tolerance pretolerance hbadness vbadness hyphenpenalty exhyphenpenalty clubpenalty widowpenalty \
      displaywidowpenalty brokenpenalty interlinepenalty interdisplaylinepenalty interfootnotelinepenalty \
      predisplaypenalty postdisplaypenalty binoppenalty relpenalty pageno looseness magnification hangafter \
      linepenalty finalhyphendemerits doublehyphendemerits adjdemerits delimiterfactor lefthyphenmin \
      righthyphenmin showboxbreadth showboxdepth tracingmacros errorcontextlines
      """, .numberAssigned, .nothing, false)
    add("advance", .advance, .nothing, false)
  }

  private static func addLaTeX(_ add: Add) {
    add("newpage clearpage cleardoublepage onecolumn", .list(""), .paragraph, false)
    add("vspace addvspace", .list("*m"), .nothing, false)
    add("hspace", .list("*m"), .space, false)
    add("pagebreak", .list("o"), .paragraph, false)
    add("linebreak", .list("o"), .space, false)
    add("nopagebreak nolinebreak allowdisplaybreaks displaybreak", .list("*o"), .nothing, false)
    add("samepage", .list(""), .nothing, false)
    add("twocolumn", .optionalText, .paragraph, false)
    add("enlargethispage", .list("*m"), .nothing, false)
    add(
      "maketitle tableofcontents listoffigures listoftables selectfont", .list(""), .nothing, false)
    add(
      """
      pagestyle thispagestyle pagenumbering markright stepcounter newlength newsavebox linespread \
      includeonly hyphenation fontfamily fontseries fontshape fontencoding
      """, .list("m"), .nothing, false)
    add(
      """
      setlength addtolength settowidth settoheight settodepth setcounter addtocounter markboth fontsize \
      addtocontents
      """, .list("mm"), .nothing, false)
    add("newcounter", .list("mo"), .nothing, false)
    add("addcontentsline", .list("mmm"), .nothing, false)
    add("DeclareMathSizes", .list("mmmm"), .nothing, false)
    addPackages(add)
  }

  /// Those of packages, whose names a paper without the package may use for text.
  private static func addPackages(_ add: Add) {
    add(
      """
      listofalgorithms printindex makeindex printglossary printglossaries balance flushend nobalance \
      raggedcolumns columnbreak doublespacing singlespacing onehalfspacing doublespace nolinenumbers \
      runninglinenumbers pagewiselinenumbers normalcolor FloatBarrier phantomsection frontmatter mainmatter \
      backmatter restoregeometry justifying Centering RaggedRight RaggedLeft flushbottom raggedcenter
      """, .list(""), .nothing, true)
    add("linenumbers modulolinenumbers switchlinenumbers", .list("*o"), .nothing, true)
    add(
      """
      graphicspath DeclareGraphicsExtensions hypersetup pdfinfo setstretch geometry newgeometry lstset tikzset \
      pgfplotsset usetikzlibrary usepgfplotslibrary usepgflibrary sisetup theoremstyle setcitestyle citestyle \
      urlstyle inputencoding selectlanguage captionstyle floatstyle restylefloat setenumerate setitemize \
      setlist DisableLigatures microtypesetup CJKfamily CJKenc tcbset tcbuselibrary mdfsetup captionsetup \
      clearcaptionsetup
      """, .list("*om"), .nothing, true)
    add(
      """
      DeclareUnicodeCharacter currentpdfbookmark subpdfbookmark belowpdfbookmark counterwithin \
      counterwithout numberwithin colorlet floatplacement
      """, .list("*omm"), .nothing, true)
    add("pdfbookmark", .list("omm"), .nothing, true)
    add("DeclareGraphicsRule", .list("mmmm"), .nothing, true)
    add("definecolor", .list("ommm"), .nothing, true)
    add("bibpunct", .list("ommmmmm"), .nothing, true)
    add(
      "color pagecolor cellcolor arrayrulecolor rowcolor columncolor", .list("omoo"), .nothing, true
    )
    add("rowcolors", .list("*ommm"), .nothing, true)
  }

  /// Commands of publishers' classes: where authors can be reached, running heads, dates, prices.
  private static func addPublishers(_ add: Add) {
    add(
      "email emails emailAdd ead eads orcid orcidlink orcidID ORCID homepage corremail correspemail",
      .list("*om"), .nothing, false)
    add("date", .date, .nothing, false)
    add(
      "asciiabstract htmlabstract asciititle asciiauthors asciiaddress asciiemail", .list("m"),
      .nothing, false)
    add(
      "asciikeywords htmltitle htmlauthors htmlkeywords htmladdress HCode", .list("m"), .nothing,
      false)
    add(
      """
      titlerunning authorrunning runningtitle runningauthor runningauthors runninghead shorttitle \
      shortauthors shortauthor lefthead righthead runauthor runtitle tocauthor toctitle journalname journal \
      setcopyright copyrightyear acmYear acmMonth acmVolume acmNumber acmArticle acmArticleSeq acmJournal \
      acmBooktitle acmDOI acmISBN acmPrice acmSubmissionID settopmatter authorsaddresses received revised \
      accepted submitjournal pubyear pagerange volumeinfo doi isbn issn copyrightinfo
      """, .list("om"), .nothing, true)
    add("acmConference", .list("ommm"), .nothing, true)
    add(
      "IEEEpeerreviewmaketitle IEEEoverridecommandlockouts IEEEpubidadjcol IEEEdisplaynontitleabstractindextext",
      .list(""), .nothing, false)
  }
}
