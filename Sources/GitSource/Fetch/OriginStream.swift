import CLibgit2
import Glibc
import Synchronization

/// The one server that a fetch over https speaks to, by scheme, host and port.
///
/// libgit2 follows a redirect to another port of the same host, and to http, and offers its credentials there: it compares
/// hosts alone, and its callbacks are not told the port. So the connections themselves are made here. One to the origin
/// carries TLS and nothing else; any other one is to a proxy, and may only ask for a tunnel to the origin. What else would
/// be written is refused before its first byte.
struct Origin: Sendable {
  let host: String
  let port: Int
  /// The proxy that is reached by TLS itself, so that what is asked of it cannot be seen; nil for any other.
  let hiddenProxy: String?

  /// - Parameter environment: where a proxy may stand.
  init(_ address: GitAddress, environment: (String) -> String?) {
    host = address.host
    port = address.port
    hiddenProxy = ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"].lazy.compactMap(environment)
      .first { !$0.isEmpty }
      .flatMap { $0.lowercased().hasPrefix("https://") ? Self.place($0.lowercased().dropFirst("https://".count)) : nil }
  }

  /// `host:port` of what follows a scheme.
  private static func place(_ text: Substring) -> String {
    var place = text.prefix { $0 != "/" }
    if let at = place.lastIndex(of: "@") { place = place[place.index(after: at)...] }
    let hasPort = place.lastIndex(of: ":").map { colon in place.lastIndex(of: "]").map { colon > $0 } ?? true } ?? false
    return hasPort ? String(place) : "\(place):443"
  }

  func isOrigin(_ host: String, _ port: String) -> Bool { host.lowercased() == self.host && port == "\(self.port)" }

  /// True where a connection to `host` and `port` may begin with `bytes`.
  func allows(_ bytes: UnsafeRawBufferPointer, to host: String, _ port: String) -> Bool {
    // The first byte of every TLS record that opens a connection (RFC 8446, section 5.1).
    let isTLS = bytes.first == 0x16
    if isOrigin(host, port) { return isTLS }
    if let hiddenProxy { return isTLS && "\(host.lowercased()):\(port)" == hiddenProxy }
    let shown = self.host.contains(":") ? ["[\(self.host)]", self.host] : [self.host]
    return shown.contains { name in
      let wanted = Array("connect \(name):\(self.port) ".utf8)
      // Letters alone differ in this bit, and no other byte that may stand here becomes one of these by it.
      return bytes.count >= wanted.count && zip(bytes, wanted).allSatisfy { $0 == $1 || ($0 | 0x20) == $1 }
    }
  }
}

/// A connection of libgit2's that goes to the origin, or through a proxy to it. It blocks, as its child process may.
private struct OriginStream {
  /// The first member: libgit2 holds the stream by it.
  var parent = git_stream()
  var descriptor: Int32 = -1
  var isJudged = false
  /// Its host and port; the stream owns them.
  var host: UnsafeMutablePointer<CChar>?
  var port: UnsafeMutablePointer<CChar>?

  typealias Pointer = UnsafeMutablePointer<OriginStream>

  static func at(_ stream: UnsafeMutablePointer<git_stream>?) -> Pointer? {
    stream.map { UnsafeMutableRawPointer($0).assumingMemoryBound(to: OriginStream.self) }
  }
}

extension Origin {
  /// What the streams of this process go by. A fetch has a process of its own, and libgit2's constructor of streams is
  /// handed nothing to know it by.
  private static let current = Mutex<Origin?>(nil)

  /// What was refused in this process; nil for nothing.
  private static let refused = Mutex<(host: String, port: String)?>(nil)

  /// Why a connection was refused; nil where none was.
  var refusal: String? {
    Self.refused.withLock { $0 }.map { other, otherPort in
      let place =
        other.lowercased() != host
        ? "another host, \(other)"
        : otherPort != "\(port)" ? "another port of \(host), \(otherPort)" : "\(host) without TLS"
      return "it sends on to \(place), which is not followed: set source.url to where the repository is now"
    }
  }

  /// Makes all further connections of this process keep to the origin.
  func guardConnections() throws(GitFault) {
    Self.current.withLock { $0 = self }
    var registration = git_stream_registration()
    registration.version = GIT_STREAM_VERSION
    registration.`init` = { out, host, port in Origin.make(out, host, port) }
    try check(git_stream_register(GIT_STREAM_STANDARD, &registration))
  }

  private static func make(
    _ out: UnsafeMutablePointer<UnsafeMutablePointer<git_stream>?>?, _ host: UnsafePointer<CChar>?,
    _ port: UnsafePointer<CChar>?
  ) -> Int32 {
    guard let out, let host, let port else { return fail("a connection without a host") }
    let stream = OriginStream.Pointer.allocate(capacity: 1)
    stream.initialize(to: OriginStream())
    stream.pointee.parent.version = GIT_STREAM_VERSION
    stream.pointee.host = strdup(host)
    stream.pointee.port = strdup(port)
    stream.pointee.parent.connect = { Origin.connect(OriginStream.at($0)) }
    stream.pointee.parent.read = { Origin.read(OriginStream.at($0), into: $1, $2) }
    stream.pointee.parent.write = { stream, bytes, count, _ in Origin.write(OriginStream.at(stream), bytes, count) }
    stream.pointee.parent.close = { Origin.close(OriginStream.at($0)) }
    stream.pointee.parent.free = { Origin.free(OriginStream.at($0)) }
    out.pointee = UnsafeMutableRawPointer(stream).assumingMemoryBound(to: git_stream.self)
    return 0
  }

  private static func fail(_ message: String) -> Int32 {
    git_error_set_str(Int32(GIT_ERROR_NET.rawValue), message)
    return GIT_ERROR.rawValue
  }

  private static func connect(_ stream: OriginStream.Pointer?) -> Int32 {
    guard let stream, let host = stream.pointee.host, let port = stream.pointee.port else { return GIT_ERROR.rawValue }
    var hints = addrinfo()
    hints.ai_family = AF_UNSPEC
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var found: UnsafeMutablePointer<addrinfo>?
    let answer = getaddrinfo(host, port, &hints, &found)
    guard answer == 0 else {
      return fail("failed to resolve address for \(String(cString: host)): \(String(cString: gai_strerror(answer)))")
    }
    defer { freeaddrinfo(found) }
    var reason = ENOENT
    var next = found
    while let entry = next?.pointee {
      next = entry.ai_next
      let descriptor = socket(entry.ai_family, entry.ai_socktype | Int32(SOCK_CLOEXEC.rawValue), entry.ai_protocol)
      guard descriptor >= 0 else { continue }
      if Glibc.connect(descriptor, entry.ai_addr, entry.ai_addrlen) == 0 {
        stream.pointee.descriptor = descriptor
        return 0
      }
      reason = errno
      Glibc.close(descriptor)
    }
    return fail("failed to connect to \(String(cString: host)): \(String(cString: strerror(reason)))")
  }

  private static func read(_ stream: OriginStream.Pointer?, into buffer: UnsafeMutableRawPointer?, _ size: Int) -> Int {
    guard let stream else { return -1 }
    while true {
      let count = recv(stream.pointee.descriptor, buffer, size, 0)
      if count >= 0 { return count }
      if errno != EINTR { return Int(fail("could not read from socket: \(String(cString: strerror(errno)))")) }
    }
  }

  private static func write(_ stream: OriginStream.Pointer?, _ bytes: UnsafePointer<CChar>?, _ size: Int) -> Int {
    guard let stream, let host = stream.pointee.host, let port = stream.pointee.port else { return -1 }
    if !stream.pointee.isJudged {
      let (host, port) = (String(cString: host), String(cString: port))
      let first = UnsafeRawBufferPointer(start: bytes, count: size)
      guard current.withLock({ $0?.allows(first, to: host, port) ?? false }) else {
        refused.withLock { $0 = $0 ?? (host, port) }
        return Int(fail("a connection to \(host):\(port) is refused"))
      }
      stream.pointee.isJudged = true
    }
    while true {
      let count = send(stream.pointee.descriptor, bytes, size, Int32(MSG_NOSIGNAL))
      if count >= 0 { return count }
      if errno != EINTR { return Int(fail("could not write to socket: \(String(cString: strerror(errno)))")) }
    }
  }

  private static func close(_ stream: OriginStream.Pointer?) -> Int32 {
    guard let stream, stream.pointee.descriptor >= 0 else { return 0 }
    Glibc.close(stream.pointee.descriptor)
    stream.pointee.descriptor = -1
    return 0
  }

  private static func free(_ stream: OriginStream.Pointer?) {
    guard let stream else { return }
    _ = close(stream)
    Glibc.free(stream.pointee.host)
    Glibc.free(stream.pointee.port)
    stream.deinitialize(count: 1)
    stream.deallocate()
  }
}
