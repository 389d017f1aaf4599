/// The words of class names, ids and roles that distinguish a page's text from what is around it.
///
/// Collected from what pages and frameworks use; each list can only lower or raise an element's
/// standing, and what holds most of the page's text is never dropped for its name.
enum HTMLWords {
  /// Bits 0x40 and 0x80: the two halves of names like `entry-content`.
  static let names = PackedWords(
    list(.boilerplate, boilerplate) + list(.content, content) + list(.weak, weak)
      + list(.hidden, hidden) + list(HTMLTraits(rawValue: 0x40), subjects)
      + list(HTMLTraits(rawValue: 0x80), parts) + list(.body, bodies)
      // `has-sidebar` says something of what is beside the element: such names do not count.
      + list(.never, "has with no without wo not is can")
      + list(HTMLTraits(rawValue: formulas), "katex jax mjx mwe"))

  /// Bits that no other word has together.
  static let formulas: UInt8 = 0x21

  static let roles = PackedWords(
    list(
      .never,
      """
      navigation banner contentinfo complementary search dialog alertdialog menu menubar toolbar \
      tablist alert tooltip menuitem
      """)
      + list(.content, "main article document"))

  private static func list(_ traits: HTMLTraits, _ words: String) -> [(word: String, value: UInt8)]
  {
    words.split(separator: " ").map { (String($0), traits.rawValue) }
  }

  private static let boilerplate = """
    nav navbar navi navigation topnav subnav sidenav navbox navlist navlinks menu menus menubar topmenu \
    mainmenu submenu sidemenu dropdown megamenu breadcrumb breadcrumbs crumbs pagination paginate \
    pager paging pagenav prevnext nextprev footer footers foot masthead topbar sidebar sidebars sidebox \
    aside rail rightrail leftrail rightcol leftcol widget widgets share shares sharing sharebar \
    sharethis sharedaddy jetpack addthis addtoany social socials socialmedia follow followus cookie \
    cookies consent gdpr ccpa popup popups modal overlay lightbox toast tooltip ad ads adv advert \
    adverts advertisement advertising advertorial adsense adslot adbox admanager adunit dfp gpt sponsor sponsored \
    sponsors promo promos promotion promoted outbrain taboola zergnet revcontent related relatedposts recommended \
    recommendation recommendations recirc recirculation caption credit credits gallery similar trending popular mostread \
    mostpopular readmore readnext upnext comment comments commentlist \
    respond disqus replies newsletter newsletters subscribe subscription subscriptions signup signin \
    login register paywall searchform searchbox tags taglist tagcloud byline \
    authorbox authorbio copyright disclaimer legal toolbar toolbox tools noprint \
    skip skiplink editsection poll toc catlinks printfooter switcher languages langlinks carousel slider \
    slideshow ticker feedback donate donation donations cta shariff buttons subnavigation \
    crosslinks linklist partners shop basket cart checkout reactions trackback pingback trackbacks
    """
  private static let content = """
    article articles articlebody content contents maincontent main story storybody post posts postbody entry \
    body text blog blogpost hentry column page paragraph news thread topic message
    """
  private static let weak = """
    header meta list author date info bottom side box block image \
    media video tag rating ratings vote votes form search banner btn button category categories title \
    wrapper container layout grid left right bio timestamp published posted \
    excerpt summary teaser teasers lead links link more top stories latest items item
    """
  private static let hidden = "invisible visuallyhidden dnone"
  private static let subjects = """
    article articles entry post posts story blog news page main single node detail primary
    """
  private static let parts = "content body text contents copy"
  private static let bodies = """
    articlebody articletext articlecontent postcontent entrycontent storybody storycontent storytext \
    bodytext posttext postbody bodycopy articlecopy newstext newsbody
    """
}
