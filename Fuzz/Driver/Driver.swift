/// What libFuzzer calls: the target that `UL2PREP_FUZZ_TARGET` names, over and over.
import FuzzTargets
import Glibc

/// Found once: looking into the environment would cost more than many an input.
private let target: FuzzTarget = {
  let name = getenv("UL2PREP_FUZZ_TARGET").map { String(cString: $0) } ?? ""
  guard let target = FuzzTarget.named(name) else {
    let names = FuzzTarget.all.map(\.name).joined(separator: " ")
    fatalError("UL2PREP_FUZZ_TARGET is \"\(name)\"; it must be one of: \(names)")
  }
  return target
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
