// `stat` is told of by more than one module of C; its members come from the one that was read first.
import CoreFoundation
import Glibc

/// What stands at a path, before anything of it is read.
struct FileStatus: Hashable, Sendable {
  enum Kind: Hashable, Sendable {
    case file
    case folder
    case link
    case pipe
    case socket
    case device
  }

  var kind: Kind
  /// The user whose it is.
  var owner: UInt32

  /// Of the path itself, a link not followed unless asked for; nil, with the reason in `errno`, where it cannot be had.
  init?(_ path: String, followingLinks: Bool = false) {
    var found = stat()
    guard (followingLinks ? stat(path, &found) : lstat(path, &found)) == 0 else { return nil }
    self.init(found)
  }

  init?(descriptor: Int32) {
    var found = stat()
    guard fstat(descriptor, &found) == 0 else { return nil }
    self.init(found)
  }

  private init(_ found: stat) {
    owner = found.st_uid
    kind =
      switch found.st_mode & S_IFMT {
      case S_IFREG: .file
      case S_IFDIR: .folder
      case S_IFLNK: .link
      case S_IFIFO: .pipe
      case S_IFSOCK: .socket
      default: .device
      }
  }
}
