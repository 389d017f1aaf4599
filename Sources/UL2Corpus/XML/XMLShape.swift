/// The shape of an XML document: its records, and how large they and parts may be.
import UL2Input

struct XMLShape {
  /// The local name of the records' elements.
  var record: StaticString
  /// Children of a record that can be dropped except for one, and what tells which of some is to be kept.
  var repeated: StaticString?
  var kept: ((XMLChildren) -> Int)?
  /// The longest record.
  var limit = 64 << 20
  /// The size at which a part ends with the next record.
  var partBytes = UL2Input.partBytes
}
