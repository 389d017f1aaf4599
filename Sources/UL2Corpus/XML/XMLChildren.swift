import UL2Markup

/// Children of one record, one of which is to be kept: where they lie, and each as a part of its
/// own, as it is read where none is dropped.
@safe struct XMLChildren {
  /// Invariant: outlives the value; all ranges are inside.
  let bytes: UnsafeBufferPointer<UInt8>
  let ranges: [Range<Int>]
  /// The elements that are open around each.
  let context: XMLContext

  init(_ bytes: UnsafeBufferPointer<UInt8>, _ ranges: [Range<Int>], _ context: XMLContext) {
    unsafe self.bytes = bytes
    self.ranges = ranges
    self.context = context
  }

  func part(_ index: Int) -> XMLPart {
    let bytes = unsafe Array(bytes[ranges[index]])
    return XMLPart(
      path: "", bytes: bytes, records: [0..<bytes.count], context: context, firstRecord: 1,
      firstLine: 1, dropped: [])
  }
}
