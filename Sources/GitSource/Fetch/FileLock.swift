import Glibc

/// The owner of an open lock file. The lock goes with the file's descriptor, so the kernel gives it back when a process
/// is killed.
final class FileLock {
  private let descriptor: Int32

  init(_ path: String) throws(FetchFailure) {
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw FetchFailure(.storage, "\(path) cannot be opened: \(String(cString: strerror(errno)))")
    }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// Takes the lock, or answers false where another process has held it for `seconds`. It blocks the thread.
  func isTaken(within seconds: Double) throws(FetchFailure) -> Bool {
    let deadline = MonotonicClock.seconds + seconds
    while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      guard errno == EWOULDBLOCK || errno == EINTR else {
        throw FetchFailure(.storage, "it cannot be locked: \(String(cString: strerror(errno)))")
      }
      guard MonotonicClock.seconds < deadline else { return false }
      usleep(20_000)
    }
    return true
  }
}
