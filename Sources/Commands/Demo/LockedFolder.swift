import Foundation
import Glibc

/// A folder of a process's own among those of others: made with a lock that ends with the process, so that what a killed
/// one left is known and taken away by the next.
///
/// The lock (`flock`) is on the folder itself, and children do not inherit it. A new folder gets its name only once it is
/// locked: until then nobody looks at it.
final class LockedFolder: Sendable {
  let path: String
  private let descriptor: Int32

  /// Makes `parent/prefix` and `name`, for this user only. Throws `CommandFailure`.
  init(under parent: String, prefix: String, name: String) throws {
    let path = "\(parent)/\(prefix)\(name)"
    self.path = path
    let unnamed = "\(parent)/.new-\(prefix)\(name)"
    func failure(_ number: Int32) -> CommandFailure {
      CommandFailure("\(path) cannot be made: \(SystemError.text(number)); set TMPDIR to a folder that can be written")
    }
    guard mkdir(unnamed, 0o700) == 0 else { throw failure(errno) }
    descriptor = open(unnamed, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    guard descriptor >= 0, flock(descriptor, LOCK_EX | LOCK_NB) == 0, rename(unnamed, path) == 0 else {
      let number = errno
      if descriptor >= 0 { close(descriptor) }
      rmdir(unnamed)
      throw failure(number)
    }
  }

  deinit { close(descriptor) }

  /// Takes the folder away with all that is in it.
  func remove() { try? FileManager.default.removeItem(atPath: path) }

  /// Takes away this user's folders of that prefix whose process is gone, and answers how many there were.
  @discardableResult
  static func sweep(_ parent: String, prefix: String) -> Int {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: parent)) ?? []
    return names.count { $0.hasPrefix(prefix) && removeAbandoned("\(parent)/\($0)") }
  }

  private static func removeAbandoned(_ path: String) -> Bool {
    let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    guard FileStatus(descriptor: descriptor)?.owner == geteuid(), flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      return false
    }
    return (try? FileManager.default.removeItem(atPath: path)) != nil
  }
}
