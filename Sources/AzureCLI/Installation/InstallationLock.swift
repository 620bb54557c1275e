import Glibc

/// A lock on a file that one process at a time holds; it ends with its process.
struct InstallationLock: Sendable {
  private let descriptor: Int32

  /// Takes the lock, and waits while another holds it, without a blocked thread.
  ///
  /// - Parameter waiting: called once where it has to wait.
  static func acquire(
    _ path: String, waiting: () -> Void
  ) async throws(AzureCLIInstallationError) -> InstallationLock {
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw .failed(step: "lock", reason: "\(path): \(String(cString: strerror(errno)))")
    }
    var told = false
    while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      guard errno == EWOULDBLOCK || errno == EINTR else {
        let reason = String(cString: strerror(errno))
        close(descriptor)
        throw .failed(step: "lock", reason: "\(path): \(reason)")
      }
      if !told { waiting() }
      told = true
      do {
        try await Task.sleep(for: .milliseconds(200))
      } catch {
        close(descriptor)
        throw .cancelled
      }
    }
    return InstallationLock(descriptor: descriptor)
  }

  func release() { close(descriptor) }
}
