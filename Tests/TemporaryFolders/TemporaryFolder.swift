package import Foundation
import Glibc
import Synchronization

/// A folder of a test's own, which goes away with this value: every test that needs one takes it from here.
///
/// Its name begins with the number of the test's process, so that the next run takes away what a killed one left.
package final class TemporaryFolder: Sendable {
  package let path: String
  package var url: URL { URL(filePath: path, directoryHint: .isDirectory) }

  private static let prefix = "weir-test-"
  private static let count = Mutex(0)
  /// Done once a process: the folders of processes that are gone are taken away.
  private static let swept: Void = {
    let parent = FileManager.default.temporaryDirectory.path(percentEncoded: false)
    for name in (try? FileManager.default.contentsOfDirectory(atPath: parent)) ?? [] where name.hasPrefix(prefix) {
      guard let owner = Int32(name.dropFirst(prefix.count).prefix { $0 != "-" }) else { continue }
      if kill(owner, 0) != 0, errno == ESRCH { try? FileManager.default.removeItem(atPath: "\(parent)/\(name)") }
    }
  }()

  package init() throws {
    Self.swept
    let number = Self.count.withLock { count in
      count += 1
      return count
    }
    let parent = FileManager.default.temporaryDirectory.resolvingSymlinksInPath()
    let url = parent.appending(path: "\(Self.prefix)\(getpid())-\(number)")
    // What a process of the same number has left.
    try? FileManager.default.removeItem(at: url)
    try FileManager.default.createDirectory(
      at: url, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    path = url.path(percentEncoded: false)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  package func path(_ name: String) -> String { "\(path)/\(name)" }

  /// Writes a file, making the folders that it is in, and answers its path.
  @discardableResult
  package func write(_ text: String, to name: String, mode: Int = 0o600) throws -> String {
    let file = URL(filePath: path(name))
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path(name))
    return path(name)
  }
}
