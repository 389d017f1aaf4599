/// Memory that a caller of the C interface owns: structs, texts, arrays and errors, each no larger than declared.
import CUL2Prep
import Glibc

extension LibraryCaller {
  /// Calls a function with an error, and checks that its message is well formed.
  func call(
    _ name: String, _ body: (UnsafeMutablePointer<ul2prep_error>?) -> ul2prep_status
  ) throws(Violation) -> ul2prep_status {
    let error = UnsafeMutablePointer<ul2prep_error>.allocate(capacity: 1)
    defer { error.deallocate() }
    let bytes = UnsafeMutableRawBufferPointer(start: error, count: MemoryLayout<ul2prep_error>.size)
    bytes.initializeMemory(as: UInt8.self, repeating: 0x55)
    let status = body(error)
    let length = Int(error.pointee.length)
    let message = Array(bytes[8...].prefix { $0 != 0 })
    try check(
      0...6 ~= status && error.pointee.status == status && length == message.count
        && message.isEmpty == (status == 0),
      "\(name): status \(status), error \(error.pointee.status), \(length) bytes: \(message)")
    try checkUTF8(message, "\(name): the message")
    return status
  }

  func expect(
    _ found: @autoclosure () throws(Violation) -> ul2prep_status, _ status: Int32, _ what: String
  ) throws(Violation) {
    let found = try found()
    try check(found == status, "\(what): status \(found)")
  }

  /// Calls `body` with a struct that begins with its size; that may be wrong, if the input chooses so.
  func withStruct<T: BitwiseCopyable>(
    _ value: T, isSpoilt: Bool = true,
    _ body: (UnsafePointer<T>?) throws(Violation) -> Void
  ) throws(Violation) {
    // More than any size that the library believes.
    let memory = UnsafeMutableRawPointer.allocate(byteCount: 8192, alignment: 16)
    defer { memory.deallocate() }
    memory.initializeMemory(as: UInt8.self, repeating: 0, count: 8192)
    memory.storeBytes(of: value, as: T.self)
    let size = MemoryLayout<T>.size
    let wrong = isSpoilt ? choices.next(of: Self.sizes) : 0
    memory.storeBytes(of: UInt64(truncatingIfNeeded: size &+ wrong), as: UInt64.self)
    if isSpoilt {
      memory.storeBytes(of: choices.next(of: [0, 1]), toByteOffset: size, as: UInt8.self)
    }
    let isNull = isSpoilt && choices.next() == 13
    try body(isNull ? nil : UnsafePointer(memory.assumingMemoryBound(to: T.self)))
  }

  /// The output of a function that writes text, with its NUL; nil where it fails.
  func text(
    _ name: String,
    _ body: (
      UnsafeMutablePointer<CChar>?, UInt64, UnsafeMutablePointer<UInt64>?,
      UnsafeMutablePointer<ul2prep_error>?
    ) -> ul2prep_status
  ) throws(Violation) -> [CChar]? {
    var needed: UInt64 = 0
    guard try call(name, { body(nil, 0, &needed, $0) }) == 0 else { return nil }
    try check(1...1 << 20 ~= needed, "\(name): a text of \(needed) bytes")
    let room = UnsafeMutablePointer<CChar>.allocate(capacity: Int(needed))
    defer { room.deallocate() }
    try expect(call(name) { body(room, needed, nil, $0) }, 0, "\(name) has no room")
    try check(strlen(room) + 1 == needed, "\(name): another length than it said")
    try expect(
      call(name) { body(room, needed - 1, nil, $0) }, Int32(UL2PREP_TOO_SMALL),
      "\(name): too little room is enough")
    return Array(UnsafeBufferPointer(start: room, count: Int(needed)))
  }
}

/// Handles are never freed, by design; LeakSanitizer is to see everything else.
///
/// Invariant: used by one thread at a time, which `useLibrary` ensures.
nonisolated(unsafe) private var handles: [OpaquePointer] = []

func keep(_ handle: OpaquePointer) { handles.append(handle) }
