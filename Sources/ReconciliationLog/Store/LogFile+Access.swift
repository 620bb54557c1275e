import GRDB
import Glibc

extension LogFile {
  /// True where this process may write the log at `path`: the file, and the folder in which SQLite keeps its companions.
  ///
  /// Companions that are there already may be all that it needs, as where only a group may write the files.
  static func isWritable(_ path: String) -> Bool {
    guard access(path, W_OK) == 0 else { return false }
    let companions = ["\(path)-wal", "\(path)-shm"]
    return access(folder(of: path), W_OK) == 0 || companions.allSatisfy { access($0, W_OK) == 0 }
  }

  /// True where the write-ahead log holds nothing that the file itself has not.
  static func isSettled(_ path: String) -> Bool {
    var found = stat()
    return stat("\(path)-wal", &found) != 0 || found.st_size == 0
  }

  /// The address of a file that nobody writes while it is read: SQLite then needs no companions and no locks.
  static func immutableAddress(of path: String) -> String {
    let plain = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/".utf8)
    let escaped = path.utf8.map { byte in
      plain.contains(byte)
        ? String(UnicodeScalar(byte)) : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
    }
    return "file:\(escaped.joined())?immutable=1"
  }

  /// What a person can do about a fault of SQLite's, after its own words; empty where these say it all.
  static func advice(on fault: ResultCode, path: String) -> String {
    switch fault.primaryResultCode {
    case .SQLITE_FULL: "; free space on the disk of \(folder(of: path))"
    case .SQLITE_IOERR: "; see whether the disk of \(folder(of: path)) is full or broken"
    case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_CANTOPEN: "; \(permissionAdvice(path))"
    default: ""
    }
  }

  /// Who may write the log, or why nobody may.
  static func permissionAdvice(_ path: String) -> String {
    let folder = folder(of: path)
    for place in [path, folder] where access(place, W_OK) != 0 && errno == EROFS {
      return "the file system of \(folder) is read-only: mount it to be written, or name another state"
    }
    let place = access(path, F_OK) == 0 ? path : folder
    return "\(place) belongs to \(owner(of: place) ?? "another user"): run weir as that user, or name another state"
  }

  private static func owner(of path: String) -> String? {
    var found = stat()
    guard stat(path, &found) == 0 else { return nil }
    var entry = passwd()
    var result: UnsafeMutablePointer<passwd>?
    // Long enough for the names of every directory service that is known.
    var buffer = [CChar](repeating: 0, count: 16_384)
    let isFound = getpwuid_r(found.st_uid, &entry, &buffer, buffer.count, &result) == 0 && result != nil
    guard isFound, let name = entry.pw_name else { return "user \(found.st_uid)" }
    return String(cString: name)
  }

  static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }
}
