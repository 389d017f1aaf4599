/// Each kernel compared with its portable twin, or with its definition.
import CByteScan
import Testing
import UL2Core

@Suite struct ByteScanTests {
  /// Random bytes, many of them those that the kernels look for.
  private func bytes(_ seed: UInt64, count: Int = 256) -> [UInt8] {
    var random = CounterRandom(key: seed)
    let common: [UInt8] = [
      0, 0x0A, 0x1F, 0x20, 0x22, 0x3C, 0x5C, 0x7F, 0x80, 0xBF, 0xC3, 0xDF, 0xE0, 0xEF, 0xFF,
    ]
    return (0..<count).map { _ in
      random.below(2) == 0
        ? common[random.below(common.count)] : UInt8(truncatingIfNeeded: random.next())
    }
  }

  @Test(arguments: 0..<50 as Range<UInt64>) func masksEqualTheirTwins(seed: UInt64) {
    let bytes = bytes(seed)
    bytes.withUnsafeBufferPointer { buffer in
      for i in 0..<(bytes.count - 16) {
        let p = buffer.baseAddress! + i
        #expect(ul2_equal16(p, 0x22) == ul2_equal16_portable(p, 0x22))
        #expect(ul2_json_stops16(p) == ul2_json_stops16_portable(p))
        #expect(ul2_high16(p) == ul2_high16_portable(p))
        #expect(ul2_long_leads16(p) == ul2_long_leads16_portable(p))
        for threshold: Int8 in [-1, 0x1F, 0x7F] {
          #expect(
            ul2_plain_stops16(p, threshold, 0x3C, 0xFF, 0x7F)
              == ul2_plain_stops16_portable(p, threshold, 0x3C, 0xFF, 0x7F))
        }
      }
    }
  }

  @Test(arguments: 0..<50 as Range<UInt64>) func theLeastEqualsItsTwin(seed: UInt64) {
    var random = CounterRandom(key: seed)
    var numbers = (0..<16).map { _ in Int32(truncatingIfNeeded: random.next()) }
    for i in 0..<16 {
      numbers[i] = [.max, .min, 0, -1, numbers[i]][random.below(5)]
      #expect(ul2_least16(numbers) == numbers.min())
      #expect(ul2_least16_portable(numbers) == numbers.min())
    }
  }

  @Test func masksCoverTheFirstBytes() {
    for count in UInt32(0)...16 {
      var (low, high) = (UInt64(1), UInt64(1))
      ul2_mask16(count, &low, &high)
      for i in UInt32(0)..<16 {
        let byte = (i < 8 ? low >> UInt64(8 * i) : high >> UInt64(8 * (i - 8))) & 0xFF
        #expect(byte == (i < count ? 0xFF : 0))
      }
    }
  }

  @Test(arguments: 0..<20 as Range<UInt64>) func cutsAreThoseOfTheTable(seed: UInt64) {
    var random = CounterRandom(key: seed ^ 77)
    let table = (0..<65536).map { _ in UInt8(random.below(2)) }
    let bytes = bytes(seed)
    bytes.withUnsafeBufferPointer { buffer in
      for start in 1..<(bytes.count - 64) {
        let cuts = ul2_cuts64(buffer.baseAddress! + start, table)
        for i in 0..<64 {
          let pair = Int(bytes[start + i - 1]) | Int(bytes[start + i]) << 8
          #expect(cuts >> UInt64(i) & 1 == UInt64(table[pair]))
        }
      }
    }
  }

  @Test func fineCutsAreAddedBeforeLongCharactersOnly() {
    let text =
      Array("..a\u{6F22}\u{5B57}\u{42F}b\u{1F642}z".utf8) + [UInt8](repeating: 0x2E, count: 80)
    let none = [UInt64](repeating: 0, count: 4)
    let all = [UInt64](repeating: .max, count: 4)
    text.withUnsafeBufferPointer { buffer in
      let p = buffer.baseAddress! + 2
      // a 漢 字 Я b 🙂 z: bytes 0, 1, 4, 7, 9, 10, 14.
      #expect(ul2_fine_cuts64(p, 0, none, 56) == 1 << 1 | 1 << 4 | 1 << 10)
      #expect(ul2_fine_cuts64(p, 1, all, 56) == 1)
    }
  }

  @Test("UTF-8 ends at the same block by every way", arguments: 0..<50 as Range<UInt64>)
  func utf8(seed: UInt64) {
    var random = CounterRandom(key: seed ^ 78)
    let characters = ["a", "the end ", "é", "\u{7FF}", "€", "中", "\u{D7FF}", "😀", "\u{10FFFF}"]
    var text: [UInt8] = []
    while text.count < 600 {
      text += Array(characters[random.below(characters.count)].utf8)
      if random.below(9) == 0 { text += [UInt8](repeating: 0x41, count: random.below(150)) }
    }
    for _ in 0..<100 {
      var damaged = text
      damaged[random.below(text.count)] = bytes(random.next(), count: 1)[0]
      for count in [damaged.count, 64 + random.below(500)] {
        #expect(ul2_utf8_front(damaged, count) == ul2_utf8_front_narrow(damaged, count))
      }
    }
    #expect(ul2_utf8_front(text, text.count) >= text.count / 64 * 64 - 64)
  }

  @Test("Places where tokens may begin, by every way", arguments: 0..<20 as Range<UInt64>)
  func starts(seed: UInt64) {
    let bytes = bytes(seed, count: 500)
    let end = bytes.count - 65
    let starts = [
      ul2_start(first: 0x3C, second: 0x7F, is_any_second: 0),
      ul2_start(first: 0x20, second: 0x20, is_any_second: 0),
      ul2_start(first: 0xE0, second: 0, is_any_second: 1),
    ]
    func isStart(_ at: Int) -> Bool {
      starts.contains {
        bytes[at] == $0.first && ($0.is_any_second != 0 || bytes[at + 1] == $0.second)
      }
    }
    for from in 0..<end {
      let found = ul2_find_starts(bytes, from, end, starts, starts.count)
      let narrow = ul2_find_starts_narrow(bytes, from, end, starts, starts.count)
      #expect(found.at == narrow.at && found.mask == narrow.mask)
      let first = (from..<end).first(where: isStart)
      if let first { #expect(found.at + found.mask.trailingZeroBitCount == first) }
      for i in 0..<64 where found.mask != 0 {
        #expect(isStart(found.at + i) == (found.mask >> UInt64(i) & 1 != 0))
      }
    }
  }

  /// A cache's tables, which are only prefetched, and a queue.
  private func queue(
    _ text: [UInt8], _ ends: [Int],
    _ put: (UnsafePointer<UInt8>, UnsafePointer<Int>, ul2_buckets, UnsafeMutablePointer<ul2_piece>)
      -> ul2_queued
  ) -> (pieces: [ul2_piece], end: Int) {
    var tables = [UInt8](repeating: 0, count: 64)
    var pieces = [ul2_piece](repeating: ul2_piece(), count: ends.count)
    let queued = text.withUnsafeBufferPointer { text in
      tables.withUnsafeMutableBufferPointer { tables in
        let buckets = ul2_buckets(
          small: tables.baseAddress, large: tables.baseAddress, small_mask: 1023 << 6,
          large_mask: 255 << 7)
        return put(text.baseAddress!, ends, buckets, &pieces)
      }
    }
    return (Array(pieces[..<queued.queued]), queued.end)
  }

  @Test(
    "Pieces' keys are their bytes and lengths, by every way", arguments: 0..<20 as Range<UInt64>)
  func pieces(seed: UInt64) {
    var random = CounterRandom(key: seed ^ 79)
    let text = bytes(seed, count: 2000)
    var (ends, parts, at): ([Int], [Range<Int>], Int) = ([], [], 0)
    while at < 1900 {
      let end = at + 1 + random.below([4, 15, 31, 60][random.below(4)])
      let isLeftOut = random.below(8) == 0
      ends.append(isLeftOut ? ~end : end)
      if !isLeftOut { parts.append(at..<end) }
      at = end
    }
    let (portable, end) = queue(text, ends) { ul2_queue_portable($0, 0, $1, ends.count, $2, $3) }
    let (fast, fastEnd) = queue(text, ends) { ul2_queue($0, 0, $1, ends.count, $2, $3) }
    #expect(end == at && fastEnd == at && portable.count == parts.count)
    for (part, (a, b)) in zip(parts, zip(portable, fast)) {
      for piece in [a, b] {
        #expect(Int(piece.length) == part.count)
        #expect(piece.bucket & 63 == 0 && piece.bucket <= 1023 << 6)
        if part.count > 15 {
          #expect(piece.high == .max && piece.bucket == 0)
          #expect(piece.low & 127 == 0 && piece.low <= 255 << 7)
          continue
        }
        var key = Array(text[part]) + [UInt8](repeating: 0, count: 16 - part.count)
        key[15] = UInt8(part.count)
        let words = key.withUnsafeBytes { key in
          key.bindMemory(to: UInt64.self).map(UInt64.init(littleEndian:))
        }
        #expect(piece.low == words[0] && piece.high == words[1])
      }
    }
  }

  @Test("Pieces that differ little are spread over the buckets, and the same ones have one")
  func spread() {
    for (prefix, mask) in [("", 1023), ("a longer piece, ", 255)] {
      let words = (0..<8 * (mask + 1)).map { Array("\(prefix)\($0)".utf8) }
      let text = words.flatMap(\.self) + words[0] + [UInt8](repeating: 0, count: 32)
      var (ends, at): ([Int], Int) = ([], 0)
      for word in words + [words[0]] {
        at += word.count
        ends.append(at)
      }
      let ways = [
        queue(text, ends) { ul2_queue_portable($0, 0, $1, ends.count, $2, $3) }.pieces,
        queue(text, ends) { ul2_queue($0, 0, $1, ends.count, $2, $3) }.pieces,
      ]
      for pieces in ways {
        let buckets = pieces.map { prefix.isEmpty ? UInt64($0.bucket) : $0.low }
        let counts = Dictionary(grouping: buckets) { $0 }.mapValues(\.count)
        // Eight per bucket: more than 24, or more empty ones than one in 300, would be very unlikely.
        #expect(counts.values.max()! <= 24)
        #expect(counts.count >= (mask + 1) * 99 / 100)
        #expect(buckets.first == buckets.last)
      }
    }
  }
}
