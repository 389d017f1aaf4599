/// The numbers that a program compares before it calls anything else.
import CForkGate
import CUL2Prep
import UL2Data

@c @implementation
public func ul2prep_abi() -> Int32 { Int32(UL2PREP_ABI) }

/// Made once, and never freed.
private nonisolated(unsafe) let version: UnsafePointer<CChar> = {
  let text = Array(programVersion.utf8CString)
  let copy = UnsafeMutablePointer<CChar>.allocate(capacity: text.count)
  unsafe copy.initialize(from: text, count: text.count)
  return unsafe UnsafePointer(copy)
}()

@c @implementation
public func ul2prep_version() -> UnsafePointer<CChar>? {
  ul2_gate_enter()
  defer { ul2_gate_leave() }
  return unsafe version
}
