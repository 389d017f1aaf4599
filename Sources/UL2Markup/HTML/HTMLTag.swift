/// HTML's elements by name, as far as a tree of a page's text has to tell them apart.
///
/// Elements that are not here, `<b>` or `<custom-card>`, are `other`. A name is found by its packed
/// bytes in an open-addressed table: a page has thousands of tags, and a dictionary's hash would cost
/// more than all else that is done with one.

enum HTMLTag: UInt8, CaseIterable {
  case other, text, formula
  case html, head, body, title, base, link, meta
  case article, section, main, nav, aside, header, footer, address, hgroup, search
  case h1, h2, h3, h4, h5, h6
  case p, div, blockquote, center, dl, dt, dd, ol, ul, li, menu, dir, figure, figcaption, hr
  case pre, listing, details, summary, fieldset, form, legend, dialog
  case table, caption, thead, tbody, tfoot, tr, td, th, col, colgroup
  case a, span, label, br, img, wbr, font, ins, del
  case button, input, select, option, optgroup, datalist, textarea, output
  case script, style, noscript, template, iframe, noembed, noframes, xmp, plaintext, svg, math
  case object, embed, video, audio, canvas, source, track, param, area, map, marquee, applet

  /// The element called by the bytes of `range`, in any case.
  init(_ bytes: [UInt8], _ range: Range<Int>) {
    self = HTMLTag(rawValue: Self.names[bytes, range] ?? 0) ?? .other
  }

  private static let names = PackedWords(
    allCases.dropFirst(3).map { (word: "\($0)", value: $0.rawValue) })
}

extension HTMLTag {
  /// Is no element but what is shown.
  var isText: Bool { self == .text || self == .formula }

  /// Has no content and no end tag.
  var isVoid: Bool {
    switch self {
    case .br, .hr, .img, .wbr, .input, .meta, .link, .base, .col, .embed, .source, .track, .param,
      .area:
      true
    default: false
    }
  }

  /// Its content is not text, or not markup: it goes up to its end tag.
  var isRawText: Bool {
    switch self {
    case .script, .style, .title, .textarea, .iframe, .noembed, .noframes, .xmp, .svg, .template:
      true
    default: false
    }
  }

  var isHeading: Bool { rawValue >= HTMLTag.h1.rawValue && rawValue <= HTMLTag.h6.rawValue }

  /// Begins a line of its own, and so ends an open `<p>`.
  var isBlock: Bool {
    switch self {
    case .article, .section, .main, .nav, .aside, .header, .footer, .address, .hgroup, .search, .h1,
      .h2, .h3, .h4, .h5, .h6, .p, .div, .blockquote, .center, .dl, .dt, .dd, .ol, .ul, .li, .menu,
      .dir, .figure, .figcaption, .hr, .pre, .listing, .details, .summary, .fieldset, .form,
      .dialog,
      .table, .caption, .thead, .tbody, .tfoot, .tr, .td, .th, .html, .body, .legend, .option,
      .optgroup, .head:
      true
    default: false
    }
  }

  /// Ends the reach of implied and of wrong end tags: `</div>` in a cell cannot close the table's.
  var isScope: Bool {
    switch self {
    case .table, .td, .th, .caption, .button, .object, .html, .applet, .marquee: true
    default: false
    }
  }
}
