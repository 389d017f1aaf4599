/// The function that libFuzzer calls over and over. It runs the target that `UL2PREP_FUZZ_TARGET` names; `list`
/// prints the names.
import FuzzTargets
import Glibc
import UL2Core

/// Found once: looking into the environment would cost more than many an input.
private let target: FuzzTarget = {
  let name = getenv("UL2PREP_FUZZ_TARGET").map { String(cString: $0) } ?? ""
  if let target = FuzzTarget.named(name) { return target }
  print(FuzzTarget.all.map(\.name).joined(separator: " "))
  // libFuzzer ends the process before what was printed into a pipe is written, and with a status of its own.
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
