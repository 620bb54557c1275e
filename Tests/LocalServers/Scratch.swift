import Foundation
import Glibc
import Synchronization

/// A folder that goes with its value.
package final class Scratch: Sendable {
  package let path: String

  package init() throws {
    var template = Array("\(NSTemporaryDirectory())/weir-git-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw ToolError("no temporary folder: \(String(cString: strerror(errno)))") }
    path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Writes a file, making the folders that it is in.
  @discardableResult
  package func write(_ text: String, to name: String, mode: Int = 0o600) throws -> String {
    let file = "\(path)/\(name)"
    try FileManager.default.createDirectory(
      atPath: (file as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    try Data(text.utf8).write(to: URL(fileURLWithPath: file))
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file)
    return file
  }
}

/// A tool that a test needs failed or is not there: the test fails with it.
package struct ToolError: Error, CustomStringConvertible {
  package var description: String
  package init(_ description: String) { self.description = description }
}
