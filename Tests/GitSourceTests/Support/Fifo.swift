import Foundation
import Glibc
import LocalServers

@testable import GitSource

/// Named pipes, by which a shell script and a test wait for each other. Opening blocks until both sides are there.
enum Fifo {
  static func make(_ path: String) throws {
    guard mkfifo(path, 0o600) == 0 else { throw ToolError("no pipe at \(path): \(String(cString: strerror(errno)))") }
  }

  /// All that the other side writes until it closes the pipe.
  static func read(_ path: String) throws -> String {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    defer { close(descriptor) }
    guard let bytes = BoundedFile.read(descriptor, limit: 1 << 16) else { throw ToolError("\(path) cannot be read") }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Lets whoever reads the pipe go on.
  static func release(_ path: String) throws {
    let descriptor = open(path, O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw ToolError("\(path) cannot be written") }
    close(descriptor)
  }
}
