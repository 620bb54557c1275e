import GRDB
import Glibc
import Reconciliation

/// The log's file and folders, made before SQLite sees them so that no moment exists at which others can read them.
enum LogFile {
  /// Makes the folders above `path` (mode 0700) and the file itself (mode 0600) where they are missing.
  ///
  /// SQLite gives its `-wal` and `-shm` files the mode of the database. What exists already is not even opened: closing
  /// a descriptor of it would drop the locks that this process holds on the file.
  static func make(at path: String) throws(LogError) {
    try makeFolders(above: path)
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    if descriptor >= 0 {
      close(descriptor)
    } else if errno != EEXIST {
      throw .storage(path: path, reason: "the file cannot be made: \(words(of: errno, at: path))")
    }
  }

  private static func makeFolders(above path: String) throws(LogError) {
    var folder = path.hasPrefix("/") ? "/" : ""
    for name in path.split(separator: "/").dropLast() {
      folder += folder.isEmpty || folder.hasSuffix("/") ? String(name) : "/\(name)"
      guard mkdir(folder, 0o700) != 0 else { continue }
      let fault = errno
      var found = stat()
      guard stat(folder, &found) == 0 else {
        throw .storage(path: path, reason: "the folder \(folder) cannot be made: \(words(of: fault, at: folder))")
      }
      guard found.st_mode & S_IFMT == S_IFDIR else {
        throw .storage(path: path, reason: "\(folder) is a file where a folder has to be")
      }
    }
  }

  /// The system's words, and what a person can do about it where that is known.
  private static func words(of fault: Int32, at path: String) -> String {
    let text = String(cString: strerror(fault))
    return switch fault {
    case EACCES, EROFS, EPERM: "\(text); \(permissionAdvice(path))"
    case ENOSPC, EDQUOT: "\(text)\(advice(on: .SQLITE_FULL, path: path))"
    default: text
    }
  }
}
