import Glibc

/// A stream socket of this machine: making, joining and reading it, all blocking.
enum UnixSocket {
  /// A reason in the system's words.
  struct Failure: Error, Hashable, Sendable {
    var number: Int32
    /// True where a wait came to its limit.
    var isTimeout: Bool { number == EAGAIN }
    var reason: String { SystemError.text(number) }
  }

  /// A socket that listens at `path` and that only this user can reach, replacing a file that is there.
  ///
  /// The caller holds the controller's lock, so that such a file is nobody's any more.
  static func listen(at path: String) throws(Failure) -> Int32 {
    let descriptor = try make()
    do throws(Failure) {
      unlink(path)
      // The mode of the socket before it is bound becomes the file's, so that there is no moment with another one.
      guard fchmod(descriptor, 0o600) == 0 else { throw Failure(number: errno) }
      try withAddress(of: path) { bind(descriptor, $0, $1) }
      guard Glibc.listen(descriptor, 16) == 0 else { throw Failure(number: errno) }
      return descriptor
    } catch {
      close(descriptor)
      throw error
    }
  }

  /// A connection to the socket at `path`, which waits where too many others do.
  ///
  /// - Parameter limit: how long it waits; zero for not at all.
  static func connect(to path: String, within limit: Duration) throws(Failure) -> Int32 {
    let descriptor = try make()
    do throws(Failure) {
      if limit > .zero { limitWaiting(of: descriptor, to: limit) } else { _ = fcntl(descriptor, F_SETFL, O_NONBLOCK) }
      try withAddress(of: path) { Glibc.connect(descriptor, $0, $1) }
      return descriptor
    } catch {
      close(descriptor)
      throw error
    }
  }

  /// The user at the other end of a connection; nil where the system does not say.
  static func peerUser(of descriptor: Int32) -> uid_t? {
    // The layout of `struct ucred` of Linux, which Glibc's module leaves out: process, user, group.
    var credentials: (pid_t, uid_t, gid_t) = (0, 0, 0)
    var size = socklen_t(MemoryLayout.size(ofValue: credentials))
    guard getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &credentials, &size) == 0 else { return nil }
    return credentials.1
  }

  /// Ends connecting, reads and writes that take longer than `limit` with `EAGAIN`; zero takes the limit away.
  static func limitWaiting(of descriptor: Int32, to limit: Duration) {
    let parts = limit.components
    var time = timeval(
      tv_sec: Int(clamping: parts.seconds), tv_usec: Int(clamping: parts.attoseconds / 1_000_000_000_000))
    let size = socklen_t(MemoryLayout<timeval>.size)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &time, size)
    setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &time, size)
  }

  /// Sends everything; false, with the reason in `errno`, where the peer is gone or does not read in time.
  static func send(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes {
        Glibc.send(descriptor, $0.baseAddress?.advanced(by: sent), bytes.count - sent, Int32(MSG_NOSIGNAL))
      }
      if count > 0 { sent += count } else if errno != EINTR { return false }
    }
    return true
  }

  private static func make() throws(Failure) -> Int32 {
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw Failure(number: errno) }
    return descriptor
  }

  /// Calls `body` with the address of `path`; one of more than 107 bytes is reached through its folder's descriptor.
  private static func withAddress(
    of path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
  ) throws(Failure) {
    var name = path
    var folder: Int32 = -1
    defer { if folder >= 0 { close(folder) } }
    var address = sockaddr_un()
    let capacity = MemoryLayout.size(ofValue: address.sun_path)
    if name.utf8.count >= capacity {
      folder = open(FilePaths.folder(of: path), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
      guard folder >= 0 else { throw Failure(number: errno) }
      name = "/proc/self/fd/\(folder)/\(path.split(separator: "/").last ?? "")"
    }
    guard name.utf8.count < capacity else { throw Failure(number: ENAMETOOLONG) }
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: name.utf8) }
    let result = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    guard result == 0 else { throw Failure(number: errno) }
  }
}

/// Reads a connection line by line.
struct LineReader {
  private let descriptor: Int32
  /// Bytes of one line at most; a longer one ends the reading.
  private let limit: Int
  private var buffer: [UInt8] = []
  private var searched = 0
  /// True where the peer said nothing for as long as the descriptor waits.
  private(set) var hasTimedOut = false

  init(_ descriptor: Int32, limit: Int) {
    self.descriptor = descriptor
    self.limit = limit
  }

  /// The next line without its end; nil at the end, after an error, and where the line is too long.
  mutating func next() -> [UInt8]? {
    while true {
      if let end = buffer[searched...].firstIndex(of: UInt8(ascii: "\n")) {
        let line = Array(buffer[..<end])
        buffer.removeFirst(end + 1)
        searched = 0
        return line
      }
      searched = buffer.count
      guard buffer.count <= limit else { return nil }
      var chunk = [UInt8](repeating: 0, count: 65_536)
      let count = chunk.withUnsafeMutableBytes { recv(descriptor, $0.baseAddress, $0.count, 0) }
      if count < 0 && errno == EINTR { continue }
      if count < 0 && errno == EAGAIN { hasTimedOut = true }
      guard count > 0 else { return nil }
      buffer.append(contentsOf: chunk[..<count])
    }
  }
}
