/// The reference, whose ids every other engine must give: libsentencepiece where it is of the
/// generation that is asked for, else the plain search by the other one's rule. One for each
/// thread.
final class ReferenceEncoder {
  private enum Kind {
    case library(LibraryEncoder)
    case plain(PlainEncoder)
  }

  private let kind: Kind

  /// - Parameter plain: nil where the library is the reference.
  init(_ library: LibraryModel, _ plain: PlainModel?) {
    kind = plain.map { .plain(PlainEncoder($0)) } ?? .library(LibraryEncoder(library))
  }

  /// The tier of a tokenizer that it encodes for.
  var tier: EngineTier.Kind {
    switch kind {
    case .library: .library
    case .plain: .plain
    }
  }

  /// Its name in messages.
  var name: String {
    switch kind {
    case .library: "libsentencepiece"
    case .plain: "the plain search"
    }
  }

  /// The ids of `text`, valid until the next call.
  func encode(_ text: Span<UInt8>) throws(Problem) -> UnsafeBufferPointer<Int32> {
    switch kind {
    case .library(let encoder): unsafe try encoder.encode(text)
    case .plain(let encoder): unsafe try encoder.encode(text)
    }
  }
}
