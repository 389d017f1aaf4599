/// Rows by their index, wherever they come from: shards, or a plan of which none have been written. Row i of a plan
/// is row i of the shards that are packed from it.
public protocol RowDataset: AnyObject {
  var path: String { get }
  var manifest: DatasetManifest { get }
  var rowCount: Int { get }

  /// - Parameter index: below `rowCount`.
  func row(_ index: Int) throws(Problem) -> PackedRow
}
