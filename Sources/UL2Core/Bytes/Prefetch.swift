/// Memory that is asked for before it is needed.
import CByteScan

/// Has the processor fetch bytes that are read soon, without waiting for them: where a row begins in memory it would
/// otherwise wait several times, since it looks ahead only inside a page.
package func prefetch(_ bytes: UnsafeRawBufferPointer) {
  guard let base = bytes.baseAddress else { return }
  var at = 0
  while at < bytes.count {
    unsafe ul2_prefetch(base + at)
    at += 64
  }
}
