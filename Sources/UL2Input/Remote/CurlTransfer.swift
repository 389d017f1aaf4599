/// One HTTP request at a time through libcurl, pulled: bytes move only while someone asks for them.
///
/// A transfer is driven by its consumer's own thread, and libcurl writes straight into the consumer's
/// buffer. While nobody asks, the kernel's socket buffer fills, and TCP holds the server back: nothing is
/// lost, and at most three buffers of 256 KiB are in memory. HTTP/1.1 only, since a single stream gains
/// nothing from HTTP/2 and its windows would be held here. A finished request leaves its connection open
/// for the next one.
import CCurl
import Glibc

/// A request to a server.
struct HTTPRequest {
  var url: String
  var headers: [String] = []
  /// As in `Range: bytes=…`: `100-`, `0-65535`.
  var range: String?
  var followsRedirects = true
  /// Whether `.` and `..` in the path are names like others.
  var isPathLiteral = false
}

/// Why a request came to nothing.
package enum RemoteFailure: Error {
  /// Something that may be gone the next time.
  ///
  /// - Parameter isAnswer: whether the server itself says so.
  case passing(String, retryAfter: Int? = nil, isAnswer: Bool = false)
  /// - Parameter status: the HTTP status that said so; 0 where none did.
  case final(Problem, status: Int = 0)
}

/// Invariant: used by one thread at a time; `CurlTransferPool` hands it on under a lock.
@safe final class CurlTransfer: @unchecked Sendable {
  /// Invariant: made in `init`, freed in `deinit`; `easy` is in `multi` just while `isActive`.
  private let easy: UnsafeMutableRawPointer
  private let multi: UnsafeMutableRawPointer
  /// Invariant: owned; read by libcurl until the request is over.
  private var headers: UnsafeMutablePointer<curl_slist>?
  private var isActive = false
  private var isPaused = false
  /// How the request ended; nil while it continues.
  private var result: CURLcode?
  private(set) var head = ResponseHead()

  /// Invariant: what the caller of `read` gave, for the time of that call.
  private var destination = unsafe UnsafeMutableRawBufferPointer(start: nil, count: 0)
  private var filled = 0
  /// Bytes that came while there was no room, from `spareStart` on.
  private var spare: [UInt8] = []
  private var spareStart = 0
  private static let spareLimit = 256 << 10
  /// When the last byte came, or was asked for.
  private var waitingSince = 0.0

  init() throws(Problem) {
    _ = curlIsInitialized
    guard let easy = unsafe curl_easy_init(), let multi = unsafe curl_multi_init() else {
      throw Problem(.readWrite, "no memory for a connection")
    }
    unsafe self.easy = easy
    unsafe self.multi = multi
  }

  deinit {
    end()
    unsafe curl_easy_cleanup(easy)
    unsafe _ = curl_multi_cleanup(multi)
  }

  /// Sends a request and waits for the head of the answer and its first bytes.
  func begin(_ request: HTTPRequest) throws(RemoteFailure) {
    end()
    unsafe curl_easy_reset(easy)
    head = ResponseHead()
    result = nil
    isPaused = false
    filled = 0
    spare.removeAll(keepingCapacity: true)
    spareStart = 0
    waitingSince = monotonicSeconds()
    configure(request)
    unsafe _ = curl_multi_add_handle(multi, easy)
    isActive = true
    while spare.isEmpty, try perform() {
      if spare.isEmpty { try wait() }
    }
    // What came before a connection broke is as good as the rest.
    if spare.isEmpty { try check() }
  }

  /// The next bytes of the body; 0 at its end.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws(RemoteFailure) -> Int {
    unsafe destination = buffer
    filled = 0
    waitingSince = monotonicSeconds()
    defer { unsafe destination = UnsafeMutableRawBufferPointer(start: nil, count: 0) }
    takeSpare()
    // What has arrived is gathered, so that callers are not given records of 16 KiB each.
    while filled < buffer.count, result == nil {
      if isPaused {
        isPaused = false
        unsafe _ = curl_easy_pause(easy, CURLPAUSE_CONT)
        if filled == buffer.count { break }
      }
      let before = filled
      let isRunning = try perform()
      if filled == before, isRunning {
        if filled > 0 { break }
        try wait()
      }
    }
    if filled == 0 { try check() }
    return filled
  }

  /// Ends the request. A connection whose answer was not read to its end is closed.
  func end() {
    if isActive { unsafe _ = curl_multi_remove_handle(multi, easy) }
    isActive = false
    unsafe curl_slist_free_all(headers)
    unsafe headers = nil
  }

  /// Lets libcurl see the end of an answer whose bytes have all been read: its connection stays open.
  func finish() {
    if isActive, result == nil { _ = try? perform() }
    end()
  }
}

// MARK: Driving libcurl

extension CurlTransfer {
  /// Moves what can be moved without waiting; false when the request is over.
  private func perform() throws(RemoteFailure) -> Bool {
    do throws(Problem) { try Interruption.check() } catch { throw .final(error) }
    var running: Int32 = 0
    unsafe _ = curl_multi_perform(multi, &running)
    var left: Int32 = 0
    while let message = unsafe curl_multi_info_read(multi, &left) {
      if unsafe message.pointee.msg == CURLMSG_DONE {
        result = unsafe message.pointee.data.result
      }
    }
    return result == nil
  }

  /// Waits for the server, a step short enough for an interruption to be prompt.
  private func wait() throws(RemoteFailure) {
    unsafe _ = curl_multi_poll(multi, nil, 0, 100, nil)
    let limit = RetryPolicy.current.stall
    if monotonicSeconds() - waitingSince > limit {
      throw .passing("the server has sent nothing for \(limit) s")
    }
  }

  /// Throws what ended the request, unless that was the end of its answer.
  private func check() throws(RemoteFailure) {
    guard let result, result != CURLE_OK else { return }
    let reason = unsafe String(cString: curl_easy_strerror(result))
    switch result {
    case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE:
      throw .final(
        Problem(
          .noInput, "the server's certificate is not trusted: \(reason)",
          fix: "name the authority's certificates in CURL_CA_BUNDLE"))
    case CURLE_UNSUPPORTED_PROTOCOL:
      throw .final(
        Problem(
          .noInput,
          "it redirects from https:// to http://, which is not followed, or to something other than HTTP"
        ))
    case CURLE_URL_MALFORMAT, CURLE_TOO_MANY_REDIRECTS,
      CURLE_OUT_OF_MEMORY, CURLE_BAD_FUNCTION_ARGUMENT:
      throw .final(Problem(.noInput, "cannot be fetched: \(reason)"))
    default:
      throw .passing(reason)
    }
  }

  private func configure(_ request: HTTPRequest) {
    func set(_ option: CURLoption, _ value: Int) {
      unsafe _ = ul2_curl_set_number(easy, option, value)
    }
    func set(_ option: CURLoption, _ value: String) {
      unsafe _ = ul2_curl_set_text(easy, option, value)
    }
    set(CURLOPT_URL, request.url)
    set(CURLOPT_PROTOCOLS_STR, "http,https")
    // Never from a protected connection to an open one. libcurl itself sends an `Authorization` to the
    // first host only.
    set(
      CURLOPT_REDIR_PROTOCOLS_STR,
      request.url.lowercased().hasPrefix("https:") ? "https" : "http,https")
    set(CURLOPT_FOLLOWLOCATION, request.followsRedirects ? 1 : 0)
    set(CURLOPT_MAXREDIRS, 10)
    set(CURLOPT_PATH_AS_IS, request.isPathLiteral ? 1 : 0)
    set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
    set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
    set(CURLOPT_SSLVERSION, 6)  // CURL_SSLVERSION_TLSv1_2: at least
    // The library, unlike the program `curl`, does not look at these itself.
    for name in ["CURL_CA_BUNDLE", "SSL_CERT_FILE"] {
      if let path = environment(name) {
        set(CURLOPT_CAINFO, path)
        break
      }
    }
    if let path = environment("SSL_CERT_DIR") { set(CURLOPT_CAPATH, path) }
    set(CURLOPT_USERAGENT, "ul2prep/\(programVersion)")
    set(CURLOPT_NOSIGNAL, 1)
    set(CURLOPT_CONNECTTIMEOUT_MS, Int(min(RetryPolicy.current.stall, 30) * 1000))
    set(CURLOPT_BUFFERSIZE, 256 << 10)
    // The bytes as they are stored: their compression is recognised by the content.
    set(CURLOPT_HTTP_CONTENT_DECODING, 0)
    if let range = request.range { set(CURLOPT_RANGE, range) }
    for line in request.headers { unsafe headers = curl_slist_append(headers, line) }
    unsafe _ = ul2_curl_set_pointer(easy, CURLOPT_HTTPHEADER, headers)
    let context = unsafe Unmanaged.passUnretained(self).toOpaque()
    unsafe _ = ul2_curl_set_pointer(easy, CURLOPT_WRITEDATA, context)
    unsafe _ = ul2_curl_set_pointer(easy, CURLOPT_HEADERDATA, context)
    unsafe _ = ul2_curl_set_callback(easy, CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
      let bytes = unsafe UnsafeRawBufferPointer(start: bytes, count: size * count)
      return unsafe transfer(context).receive(bytes) ? bytes.count : pauseWriting
    }
    unsafe _ = ul2_curl_set_callback(easy, CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
      let line = unsafe UnsafeRawBufferPointer(start: bytes, count: size * count)
      unsafe transfer(context).head.add(line)
      return line.count
    }
  }
}

// MARK: Bytes

extension CurlTransfer {
  /// Takes bytes of the body; false where they have to be given again later.
  fileprivate func receive(_ bytes: UnsafeRawBufferPointer) -> Bool {
    guard spare.count < Self.spareLimit else {
      isPaused = true
      return false
    }
    waitingSince = monotonicSeconds()
    let room = unsafe UnsafeMutableRawBufferPointer(rebasing: destination[filled...])
    let count = min(room.count, bytes.count)
    unsafe room.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[..<count]))
    filled += count
    unsafe spare.append(contentsOf: bytes.dropFirst(count))
    return true
  }

  private func takeSpare() {
    let count = unsafe min(destination.count, spare.count - spareStart)
    unsafe destination.copyBytes(from: spare[spareStart..<spareStart + count])
    filled = count
    spareStart += count
    if spareStart == spare.count {
      spare.removeAll(keepingCapacity: true)
      spareStart = 0
    }
  }
}

/// CURL_WRITEFUNC_PAUSE.
private let pauseWriting = 0x1000_0001

private func transfer(_ context: UnsafeMutableRawPointer?) -> CurlTransfer {
  // The context is the transfer itself, which drives libcurl and so outlives the call.
  unsafe Unmanaged<CurlTransfer>.fromOpaque(context!).takeUnretainedValue()
}

/// libcurl wants its global tables made before threads use it.
private let curlIsInitialized: Void = {
  _ = curl_global_init(Int(CURL_GLOBAL_SSL))
}()
