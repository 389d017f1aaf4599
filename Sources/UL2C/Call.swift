/// How every function of the C interface runs: inside the gate that a fork waits at, and with a
/// status and a message for whatever is thrown.
import CForkGate
import CUL2Prep
import UL2Data

/// Room that the caller gave is too little.
struct TooSmall: Error {
  let what: String
  let got: Int
  let needed: Int
}

/// Runs the body of a function.
///
/// - Parameter error: gets what was thrown; may be null.
func call(
  _ error: UnsafeMutablePointer<ul2prep_error>?, _ body: () throws -> Void
) -> ul2prep_status {
  ul2_gate_enter()
  defer { ul2_gate_leave() }
  do {
    try body()
    unsafe report(Int32(UL2PREP_OK), "", to: error)
    return Int32(UL2PREP_OK)
  } catch let problem as Problem {
    let status = status(of: problem.kind)
    unsafe report(status, problem.description, to: error)
    return status
  } catch let small as TooSmall {
    let status = Int32(UL2PREP_TOO_SMALL)
    unsafe report(
      status, "\(small.what): too little room, got \(small.got); expected at least \(small.needed)",
      to: error)
    return status
  } catch {
    preconditionFailure("an error of a third type")
  }
}

private func status(of kind: Problem.Kind) -> ul2prep_status {
  switch kind {
  case .usage: Int32(UL2PREP_USAGE)
  case .badInput, .badMixture, .found: Int32(UL2PREP_BAD_DATA)
  case .unreadable: Int32(UL2PREP_UNREADABLE)
  case .noInput: Int32(UL2PREP_NO_INPUT)
  case .cannotWrite, .readWrite, .interrupted: Int32(UL2PREP_SYSTEM)
  }
}

/// Writes status and message. Of one that is too long its beginning, in whole characters.
private func report(
  _ status: ul2prep_status, _ message: String, to error: UnsafeMutablePointer<ul2prep_error>?
) {
  guard let error = unsafe error else { return }
  let text = Array(message.utf8)
  var count = min(text.count, MemoryLayout<ul2prep_error>.size - 9)
  if count < text.count { while count > 0, text[count] & 0xC0 == 0x80 { count -= 1 } }
  unsafe error.pointee.status = status
  unsafe error.pointee.length = Int32(count)
  let output = unsafe UnsafeMutableRawPointer(error) + 8
  for i in 0..<count { unsafe output.storeBytes(of: text[i], toByteOffset: i, as: UInt8.self) }
  unsafe output.storeBytes(of: 0, toByteOffset: count, as: UInt8.self)
}

/// An argument that cannot be meant.
func wrong(_ place: String, _ problem: String, got: String? = nil, expected: String? = nil)
  -> Problem
{
  Problem(.usage, problem, place: place, got: got, expected: expected)
}
