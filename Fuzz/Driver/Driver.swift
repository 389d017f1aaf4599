/// libFuzzer's entry point: runs the target that `UL2PREP_FUZZ_TARGET` names; `list` prints the names.
import FuzzTargets
import Glibc
import UL2Core

/// Found once: reading the environment would take longer than many inputs.
private let target: FuzzTarget = {
  let name = getenv("UL2PREP_FUZZ_TARGET").map { String(cString: $0) } ?? ""
  if let target = FuzzTarget.named(name) { return target }
  print(FuzzTarget.all.map(\.name).joined(separator: " "))
  // libFuzzer ends the process before output to a pipe is written, and with its own status.
  fflush(nil)
  _exit(name == "list" ? 0 : 64)
}()

@c(LLVMFuzzerTestOneInput)
public func fuzzOneInput(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
  do throws(Violation) {
    try target.run(Array(UnsafeBufferPointer(start: data, count: size)))
  } catch {
    fatalError("\(target.name): \(error)")
  }
  return 0
}
