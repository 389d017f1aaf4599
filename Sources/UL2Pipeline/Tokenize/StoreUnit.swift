/// Some shards of a store, which one task makes as a whole.
struct StoreUnit: Sendable {
  /// Which of the run's jobs.
  var job: Int
  /// Which of the job's units.
  var number: Int
  /// In bytes; nil where that is not known.
  var size: Int?
  /// Of its record.
  var name: String

  /// All units of a job.
  static func all(of job: TokenizeJob, _ index: Int) -> [StoreUnit] {
    job.layout.units.indices.map { unit in
      StoreUnit(
        job: index, number: unit, size: job.layout.units[unit].size,
        name: job.layout.unitName(unit))
    }
  }
}
