/// Decodes ids. Each id's text is worked out once, so most ids cost a load and a store of sixteen bytes.
import UL2Core
import UL2Patterns

@safe final class TextDecoder: Sendable {
  private let memory = TableMemory()
  private let pieces: PieceText
  /// By id: up to fifteen bytes, and in the last one how many they are or a `Kind`.
  private let entries: Table<SIMD16<UInt8>>
  /// Texts of more than fifteen bytes.
  private let long: [Int: [UInt8]]
  /// The bytes of an id before any step, for texts that begin with them.
  private let spelling: @Sendable (Int) -> ArraySlice<UInt8>?

  private enum Kind {
    static let short: UInt8 = 15
    /// A single byte of a byte fallback: the first of the entry.
    static let byte: UInt8 = 0xFD
    /// No such id: skipped.
    static let absent: UInt8 = 0xFE
    static let long: UInt8 = 0xFF
  }

  private static let idsAtOnce = 512

  /// - Parameters:
  ///   - count: ids are below it.
  ///   - spelling: an id's bytes in the vocabulary or the added tokens.
  init(
    _ pieces: PieceText, count: Int, spelling: @escaping @Sendable (Int) -> ArraySlice<UInt8>?
  ) {
    self.pieces = pieces
    self.spelling = spelling
    let entries = memory.table(repeating: SIMD16<UInt8>(repeating: 0), count: count)
    var long: [Int: [UInt8]] = [:]
    for id in 0..<count {
      var entry = SIMD16<UInt8>(repeating: 0)
      if let piece = spelling(id) {
        let text = pieces.text(piece, isFirst: false)
        if pieces.hasByteFallback, let byte = PlainDecoder.fallbackByte(text) {
          (entry[0], entry[15]) = (byte, Kind.byte)
        } else if text.count > Kind.short {
          long[id] = text
          entry[15] = Kind.long
        } else {
          for i in text.indices { entry[i] = text[i] }
          entry[15] = UInt8(text.count)
        }
      } else {
        entry[15] = Kind.absent
      }
      unsafe entries.base[id] = entry
    }
    self.entries = entries
    self.long = long
  }

  /// Appends the text of ids, special tokens included; ids that do not exist are skipped.
  func append(_ ids: [Int32], to output: inout [UInt8]) {
    let start = output.count
    var at = pieces.isFirstApart ? appendFirst(ids, to: &output) : 0
    while at < ids.count {
      appendShort(ids, &at, to: &output)
      if at < ids.count { appendOther(ids, &at, to: &output) }
    }
    for (content, first, last) in pieces.strips {
      let kept = PieceText.stripped(output[start...], content, first, last)
      output.removeSubrange(kept.upperBound...)
      output.removeSubrange(start..<kept.lowerBound)
    }
    if pieces.isRepaired { repair(from: start, &output) }
  }

  /// Appends the first piece; returns where the next is.
  private func appendFirst(_ ids: [Int32], to output: inout [UInt8]) -> Int {
    for (i, id) in ids.enumerated() where kind(id) != Kind.absent {
      if kind(id) == Kind.byte { return i }
      output += spelling(Int(id)).map { pieces.text($0, isFirst: true) } ?? []
      return i + 1
    }
    return ids.count
  }

  /// Appends short pieces up to the next that is not.
  private func appendShort(_ ids: [Int32], _ at: inout Int, to output: inout [UInt8]) {
    let end = min(ids.count, at + Self.idsAtOnce)
    let room = 16 * (end - at)
    if output.capacity - output.count < room {
      output.reserveCapacity(max(2 * output.capacity, output.count + room))
    }
    output.append(addingCapacity: room) { span in
      unsafe span.withUnsafeMutableBufferPointer { buffer, initialized in
        guard let base = buffer.baseAddress else { return }
        var target = unsafe UnsafeMutableRawPointer(base + initialized)
        while at < end, Int(UInt32(bitPattern: ids[at])) < entries.count {
          let entry = unsafe entries.base[Int(ids[at])]
          guard entry[15] <= Kind.short else { break }
          unsafe target.storeBytes(of: entry, as: SIMD16<UInt8>.self)
          unsafe target += Int(entry[15])
          at += 1
        }
        initialized = unsafe target - UnsafeMutableRawPointer(base)
      }
    }
  }

  /// Appends a long piece, or a run of bytes: as it is where it is UTF-8, else with a U+FFFD for each.
  private func appendOther(_ ids: [Int32], _ at: inout Int, to output: inout [UInt8]) {
    var run: [UInt8] = []
    while at < ids.count {
      let kind = kind(ids[at])
      if kind == Kind.byte {
        run.append(unsafe entries.base[Int(ids[at])][0])
      } else if kind == Kind.long, run.isEmpty {
        output += long[Int(ids[at])] ?? []
      } else if kind != Kind.absent {
        break
      }
      at += 1
    }
    if run.isEmpty { return }
    if isUTF8(run) {
      output += run
    } else {
      for _ in run { output += [0xEF, 0xBF, 0xBD] }
    }
  }

  private func kind(_ id: Int32) -> UInt8 {
    let index = Int(UInt32(bitPattern: id))
    return index < entries.count ? unsafe entries.base[index][15] : Kind.absent
  }

  private func repair(from start: Int, _ output: inout [UInt8]) {
    let isBroken = unsafe output.withUnsafeBytes {
      unsafe firstInvalidUTF8(in: UnsafeRawBufferPointer(rebasing: $0[start...])) != nil
    }
    guard isBroken else { return }
    let repaired = wellFormed(Array(output[start...]))
    output.replaceSubrange(start..., with: repaired)
  }
}
