import Foundation

/// A command that counts how often it is started: a script of its name that puts down a line and becomes the real one.
///
/// Put `folder` first on the `PATH` of what is measured, or name `path` as the command to run. The script costs a few
/// milliseconds a start, on both sides of a comparison alike.
struct CountedCommand {
  let folder: URL
  let path: String
  private let record: URL

  /// - Parameters:
  ///   - name: what the script is called, `az`.
  ///   - real: the path of the command that it becomes.
  ///   - folder: a folder of the benchmark's own, which has to be there.
  init(_ name: String, real: String, in folder: URL) throws {
    self.folder = folder
    record = folder.appending(path: "\(name).starts")
    let script = folder.appending(path: name)
    path = script.path
    let text = "#!/bin/sh\necho start >>\(Self.quoted(record.path))\nexec \(Self.quoted(real)) \"$@\"\n"
    try text.write(to: script, atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
    try Data().write(to: record)
  }

  /// How often it was started until now.
  func count() throws -> Int { try Data(contentsOf: record).count { $0 == UInt8(ascii: "\n") } }

  private static func quoted(_ text: String) -> String { "'\(text.replacing("'", with: "'\\''"))'" }
}
