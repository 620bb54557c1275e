import Foundation
import Glibc
import Reconciliation

/// The folder that holds the state: made at first use, for this user only.
enum StateFolder {
  /// Makes the folder where it is missing. In the default place it is kept out of git by a file of its own.
  ///
  /// Throws `LogError.storage`, also where others could replace what is in it.
  static func prepare(_ state: StateLocation) throws {
    _ = try exists(state)
    try StatePermissions.check(state, isWriting: true)
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

  /// True where something was ever recorded there; false where it is known that nothing was.
  ///
  /// Throws `LogError.storage` where this user may not look, which is no proof that nothing is there, and where others
  /// could have replaced it.
  static func exists(_ state: StateLocation) throws(LogError) -> Bool {
    if FileStatus(state.database, followingLinks: true) != nil {
      try StatePermissions.check(state, isWriting: false)
      return true
    }
    let fault = errno
    guard ![ENOENT, ENOTDIR].contains(fault) else { return false }
    let (folder, owner) = closedFolder(above: state.directory)
    let user = owner.map(CallerName.name(of:)) ?? "another user"
    let remedy = fault == EACCES ? "; it belongs to \(user): run weir as that user, or name another state" : ""
    throw .storage(path: folder, reason: SystemError.text(fault) + remedy)
  }

  /// The folder that may not be looked into, which is this one or one that it is in, and the user whose it is.
  private static func closedFolder(above path: String) -> (path: String, owner: UInt32?) {
    var folder = path
    while folder.contains("/"), folder != "/" {
      if let status = FileStatus(folder, followingLinks: true) { return (folder, status.owner) }
      folder = FilePaths.folder(of: folder)
    }
    return (path, FileStatus(folder)?.owner)
  }
}
