import Glibc
import Reconciliation

/// The files of an open log as they were when it was opened, by which a log that was taken away or replaced is noticed.
///
/// An open file outlives its name: what is written to it then is lost, while somebody else may write the file that has the
/// name now.
struct OpenedFiles: Sendable {
  private struct Identity: Equatable {
    var device: UInt64
    var inode: UInt64

    init?(_ path: String) {
      var found = stat()
      guard stat(path, &found) == 0 else { return nil }
      (device, inode) = (UInt64(found.st_dev), UInt64(found.st_ino))
    }
  }

  private let path: String
  private let files: [(path: String, identity: Identity)]

  /// Takes what lies at `path` now, with SQLite's companions, which stay the same files for as long as it is open.
  init(_ path: String) {
    self.path = path
    files = [path, "\(path)-wal", "\(path)-shm"].compactMap { file in Identity(file).map { (file, $0) } }
  }

  /// Throws `LogError.storage` where a file was deleted, moved or replaced.
  func check() throws(LogError) {
    for file in files where Identity(file.path) != file.identity {
      throw .storage(
        path: path,
        reason:
          "\(file.path == path ? "it" : file.path) was deleted, moved or replaced while this weir had it open; see "
          + "what happened to \(LogFile.folder(of: path)), and start weir again")
    }
  }
}
