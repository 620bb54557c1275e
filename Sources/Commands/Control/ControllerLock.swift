import Glibc

/// The right to reconcile with one state: an advisory lock (`flock`) on a file beside the database.
///
/// It is given back when the value goes, and by the system when the process is killed. The file stays: taking it away
/// would let two processes hold locks on two files of one name.
final class ControllerLock: Sendable {
  /// Who holds a lock that could not be had.
  struct Holder: Hashable, Sendable {
    var pid: Int32
    /// The verb it runs, `run` or `reconcile`.
    var verb: String
  }

  enum Attempt: Sendable {
    case acquired(ControllerLock)
    case busy(Holder)
  }

  private let descriptor: Int32

  private init(descriptor: Int32) { self.descriptor = descriptor }

  /// Which file is locked; nil where the system does not say.
  var identity: FileIdentity? { FileIdentity(descriptor: descriptor) }

  deinit { close(descriptor) }

  /// Tries once and does not wait.
  ///
  /// - Parameter verb: what the holder does, for the message of those who come later.
  static func acquire(_ path: String, for verb: String) throws(ControlError) -> Attempt {
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw .cannotLock(path: path, reason: SystemError.text(errno)) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let reason = errno
      defer { close(descriptor) }
      guard reason == EWOULDBLOCK else { throw .cannotLock(path: path, reason: SystemError.text(reason)) }
      return .busy(holder(descriptor))
    }
    // Somebody may have taken the file away between the two calls; a lock on a file without a name holds off nobody.
    guard FileIdentity(path) == FileIdentity(descriptor: descriptor) else {
      close(descriptor)
      return try acquire(path, for: verb)
    }
    let text = Array("\(getpid()) \(verb)\n".utf8)
    guard ftruncate(descriptor, 0) == 0, FileDescriptors.writeAll(text, to: descriptor) else {
      let reason = SystemError.text(errno)
      close(descriptor)
      throw .cannotLock(path: path, reason: reason)
    }
    return .acquired(ControllerLock(descriptor: descriptor))
  }

  /// Who has the lock at `path`, as the file says; nil where nobody has written it.
  static func holder(at path: String) -> Holder? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    let holder = holder(descriptor)
    return holder.pid > 0 ? holder : nil
  }

  private static func holder(_ descriptor: Int32) -> Holder {
    var bytes = [UInt8](repeating: 0, count: 64)
    let count = bytes.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, 0) }
    let words = String(decoding: bytes.prefix(max(0, count)), as: UTF8.self).split(whereSeparator: \.isWhitespace)
    return Holder(pid: words.first.flatMap { Int32($0) } ?? 0, verb: words.dropFirst().first.map(String.init) ?? "")
  }
}
