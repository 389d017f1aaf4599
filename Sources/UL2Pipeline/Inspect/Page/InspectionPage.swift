/// The page of rows or documents that `inspect` writes: data that its scripts (`Resources`) draw.
package struct InspectionPage {
  /// Tokens that a page holds: above that, browsers become slow.
  package static let tokenLimit = 4_000_000

  private let heading: [JSONValue.Member]
  private let title: String
  var pieces: PagePieces
  var examples = PageExamples()
  var origins = PageOrigins()
  /// Notes to show before anything else.
  package internal(set) var notes: [String] = []

  /// - Parameters:
  ///   - title: of the page.
  ///   - heading: what is known of all rows.
  init(
    _ names: TokenNames, title: String, ofDocuments: Bool = false, heading: [JSONValue.Member]
  ) {
    isOfDocuments = ofDocuments
    self.title = title
    self.heading = heading
    pieces = PagePieces(names)
    if names.tokenizer == nil {
      notes.append(
        "The tokenizer was not found, so tokens are shown as ids.")
    }
  }

  /// Rows on it, or documents.
  package var rowCount: Int { examples.rowCount }
  package var tokenCount: Int { pieces.tokenCount }
  /// Whether it is of a store's documents.
  package let isOfDocuments: Bool

  /// The page as it is written to a file.
  package var page: HTMLPage {
    var notes = notes
    if origins.shortened > 0 {
      notes.append(
        "The metadata of \(grouped(origins.shortened)) documents is left out because the page would become too large. A page of fewer rows has room for it."
      )
    }
    let data: JSONValue = .object(
      heading + [
        .init("notes", .array(notes.map { .string($0) })), .init("pieces", pieces.json),
        .init("examples", examples.json), .init("origins", origins.json),
      ])
    return HTMLPage(
      title: title, styles: [PackageResources.inspect_css], scripts: Self.scripts,
      data: [("data", data)],
      body: .element(
        "div", ["id": "page"],
        .element(
          "noscript", [:],
          .text("This page needs JavaScript. It makes no network requests."))))
  }

  private static let scripts: [[UInt8]] = [
    PackageResources.inspect_data_js, PackageResources.inspect_text_js,
    PackageResources.inspect_rows_js, PackageResources.inspect_tokens_js,
    PackageResources.inspect_mask_canvas_js, PackageResources.inspect_mask_js,
    PackageResources.inspect_facts_js,
    PackageResources.inspect_help_js, PackageResources.inspect_page_js,
  ]
}
