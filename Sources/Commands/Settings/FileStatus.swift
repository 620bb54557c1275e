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
  /// The group whose it is.
  var group: UInt32
  /// The permission bits, `0o7777` of the mode.
  var permissions: UInt32
  /// Which file of the machine it is.
  var identity: FileIdentity

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
    group = found.st_gid
    permissions = UInt32(found.st_mode & 0o7777)
    identity = FileIdentity(device: UInt64(found.st_dev), inode: UInt64(found.st_ino))
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

/// Which file of the machine a path or a descriptor leads to: another file of the same name is another one.
struct FileIdentity: Hashable, Sendable {
  var device: UInt64
  var inode: UInt64

  init(device: UInt64, inode: UInt64) {
    self.device = device
    self.inode = inode
  }

  /// Of what stands at the path, links followed; nil where nothing does.
  init?(_ path: String) {
    guard let status = FileStatus(path, followingLinks: true) else { return nil }
    self = status.identity
  }

  /// Of an open file; nil where the descriptor is none.
  init?(descriptor: Int32) {
    guard let status = FileStatus(descriptor: descriptor) else { return nil }
    self = status.identity
  }
}
