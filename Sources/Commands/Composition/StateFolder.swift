import Foundation
import Reconciliation

/// The folder that holds the state: made at first use, for this user only.
enum StateFolder {
  /// Makes the folder where it is missing. In the default place it is kept out of git by a file of its own.
  ///
  /// Throws `LogError.storage`.
  static func prepare(_ state: StateLocation) throws {
    let files = FileManager.default
    do {
      try files.createDirectory(
        atPath: state.directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
      let ignore = "\(state.directory)/.gitignore"
      if state.directory.hasSuffix("/.weir"), !files.fileExists(atPath: ignore) {
        try Data("*\n".utf8).write(to: URL(filePath: ignore))
      }
    } catch {
      throw LogError.storage(path: state.directory, reason: SystemError.text(of: error))
    }
  }

  /// True where something was ever recorded there.
  static func exists(_ state: StateLocation) -> Bool { FileManager.default.fileExists(atPath: state.database) }
}
