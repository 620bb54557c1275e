import Foundation
import Glibc
import Reconciliation

/// Whether only this user and root can change the state, as sshd asks of its own files (`StrictModes`).
///
/// Who may write to a folder may replace what is in it: the socket that commands speak to, the lock, the log itself. So
/// the state's folder and every folder above it belong to root or to this user, and nobody else may write to them.
enum StatePermissions {
  /// Checks the folders as they lie on the disk, links followed, and the files of the state that are there.
  ///
  /// - Parameter isWriting: false for commands that only read, which people run on the state of another user; then the
  ///   owner does not count.
  /// - Throws: `LogError.storage` with what to do.
  static func check(_ state: StateLocation, isWriting: Bool) throws(LogError) {
    let owners = isWriting ? self.owners(of: state) : nil
    var places = [state.directory]
    // A link in the database's place leads to a folder of its own.
    if let target = resolved(state.database) { places.append(FilePaths.folder(of: target)) }
    for place in places {
      guard let deepest = deepestFolder(of: place) else { continue }
      try checkFolders(from: deepest.path, holdsState: deepest.isWhole, owners: owners)
    }
    for file in [state.database, state.lock, state.secretKey, state.mirrors, state.templates, state.scratch] {
      guard let status = FileStatus(file, followingLinks: true) else { continue }
      try check(file, status, allowsSticky: false, owners: owners)
    }
  }

  /// Root, this user, and for root the user whose state it is: root may help that user out.
  private static func owners(of state: StateLocation) -> Set<UInt32> {
    var owners: Set<UInt32> = [0, geteuid()]
    if geteuid() == 0, let status = FileStatus(state.database, followingLinks: true) { owners.insert(status.owner) }
    return owners
  }

  private static func checkFolders(
    from path: String, holdsState: Bool, owners: Set<UInt32>?
  ) throws(LogError) {
    var folder = path
    var isInnermost = holdsState
    while true {
      if let status = FileStatus(folder, followingLinks: true) {
        // In a sticky folder, as /tmp is, others may add files and not touch ours; that is enough above the state only.
        try check(folder, status, allowsSticky: !isInnermost, owners: owners)
      }
      guard folder != "/", folder != "." else { return }
      folder = FilePaths.folder(of: folder)
      isInnermost = false
    }
  }

  private static func check(
    _ path: String, _ status: FileStatus, allowsSticky: Bool, owners: Set<UInt32>?
  ) throws(LogError) {
    func refused(_ reason: String, _ remedy: String) -> LogError {
      .storage(path: path, reason: "\(reason), who could replace the state; \(remedy), or name another state")
    }
    if let owners, !owners.contains(status.owner) {
      throw refused("it belongs to \(CallerName.name(of: status.owner))", "run weir as that user")
    }
    let isSticky = status.kind == .folder && status.permissions & 0o1000 != 0
    let writers = status.permissions & 0o022
    guard writers != 0, !(isSticky && allowsSticky) else { return }
    if writers == 0o020, status.kind == .folder, isPrivateGroup(status.group, of: status.owner) { return }
    let mode = "0" + String(status.permissions, radix: 8)
    throw refused("it can be written by users other than its owner (mode \(mode))", "chmod go-w \(path)")
  }

  /// True for the group of one user alone, which some systems give everybody and let write by default. Root's does not count.
  private static func isPrivateGroup(_ group: UInt32, of user: UInt32) -> Bool {
    guard user != 0 else { return false }
    var entry = Glibc.group()
    var found: UnsafeMutablePointer<Glibc.group>?
    // Ample for a group of one; a group that needs more has more members.
    var buffer = [CChar](repeating: 0, count: 16_384)
    guard getgrgid_r(group, &entry, &buffer, buffer.count, &found) == 0, found != nil, let name = entry.gr_name else {
      return false
    }
    let owner = CallerName.name(of: user)
    var members: [String] = []
    var next = entry.gr_mem
    while let member = next?.pointee {
      members.append(String(cString: member))
      next = next?.successor()
    }
    return String(cString: name) == owner && members.allSatisfy { $0 == owner }
  }

  /// The path without links; nil where nothing is there.
  private static func resolved(_ path: String) -> String? {
    guard let pointer = realpath(path, nil) else { return nil }
    defer { free(pointer) }
    return String(cString: pointer)
  }

  /// The innermost folder of a path that is there, without links.
  private static func deepestFolder(of path: String) -> (path: String, isWhole: Bool)? {
    var folder = path
    var isWhole = true
    while true {
      if let found = resolved(folder) { return (found, isWhole) }
      guard folder.contains("/"), folder != "/" else { return nil }
      folder = FilePaths.folder(of: folder)
      isWhole = false
    }
  }
}
