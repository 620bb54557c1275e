import Glibc
import Pools

/// Reads files of an allowed folder, and nothing that a link leads to outside of it.
///
/// It goes from the folder down step by step, each link read and followed here, so that nobody who changes a link meanwhile
/// leads it out, and a link that leads out is told alike whether there is something at its end or not.
struct ConfinedFile {
  enum Failure: Error, Hashable, Sendable {
    /// It is not in the folder, or is a credential of Weir's own.
    case outside
    /// The system's words, or what is wrong with the file.
    case unreadable(String)
  }

  /// A file or folder itself, whatever its paths.
  struct Identity: Hashable {
    var device: UInt64
    var inode: UInt64

    init?(descriptor: Int32) {
      guard let status = ConfinedFile.status(of: descriptor) else { return nil }
      self.init(status)
    }

    /// Of what stands at a path, links followed; nil where nothing does.
    init?(path: String) {
      let descriptor = open(path, linuxPathOnly | O_CLOEXEC)
      guard descriptor >= 0 else { return nil }
      defer { close(descriptor) }
      self.init(descriptor: descriptor)
    }

    fileprivate init(_ status: stat) {
      device = UInt64(truncatingIfNeeded: status.st_dev)
      inode = UInt64(truncatingIfNeeded: status.st_ino)
    }
  }

  /// The folder's path as the settings say it.
  private let root: String
  /// The same without links, as links into it may be written.
  private let realRoot: String
  /// Files and folders that nothing is read from.
  private let reserved: Set<Identity>
  /// As many links as Linux follows in one path.
  private static let linkLimit = 40
  /// The longest target of a link on Linux.
  private static let targetLimit = 4_096

  private var folders: [Int32] = []
  private var pending: [String]
  private var links = 0

  /// Reads the whole of a file of at most `limit` bytes that is in `root`, or is `root` itself. It blocks.
  static func read(
    _ path: String, in root: String, except reserved: Set<Identity>, limit: Int
  ) throws(Failure) -> [UInt8] {
    let folder = path == root ? FilePaths.folder(of: root) : root
    var walk = ConfinedFile(path, in: folder, except: reserved)
    defer { for folder in walk.folders { close(folder) } }
    return try walk.read(limit: limit)
  }

  private init(_ path: String, in root: String, except reserved: Set<Identity>) {
    self.root = root
    let real = realpath(root, nil)
    realRoot = real.map { String(cString: $0) } ?? root
    free(real)
    self.reserved = reserved
    pending = Self.components(String(path.dropFirst(root.count))).reversed()
  }

  private mutating func read(limit: Int) throws(Failure) -> [UInt8] {
    let top = open(root, linuxPathOnly | O_DIRECTORY | O_CLOEXEC)
    guard top >= 0 else { throw .unreadable(SystemError.text(errno)) }
    folders = [top]
    try refuse(top)
    while let name = pending.popLast() {
      if name == ".." {
        guard folders.count > 1, let last = folders.popLast() else { throw .outside }
        close(last)
        continue
      }
      if let bytes = try step(to: name, limit: limit) { return bytes }
    }
    throw .unreadable(SystemError.text(EISDIR))
  }

  /// Goes one name further; the content where that is the file.
  private mutating func step(to name: String, limit: Int) throws(Failure) -> [UInt8]? {
    guard let folder = folders.last else { throw .outside }
    let found = openat(folder, name, linuxPathOnly | O_NOFOLLOW | O_CLOEXEC)
    guard found >= 0 else { throw .unreadable(SystemError.text(errno)) }
    var isKept = false
    defer { if !isKept { close(found) } }
    guard let status = Self.status(of: found) else { throw .unreadable(SystemError.text(errno)) }
    switch status.st_mode & S_IFMT {
    case S_IFLNK:
      try follow(found)
      return nil
    case S_IFDIR:
      try refuse(found)
      folders.append(found)
      isKept = true
      return nil
    case S_IFREG where pending.isEmpty:
      try refuse(found)
      return try content(of: name, in: folder, as: Identity(status), limit: limit)
    case S_IFREG: throw .unreadable(SystemError.text(ENOTDIR))
    default: throw .unreadable("it is not a regular file")
    }
  }

  private mutating func follow(_ link: Int32) throws(Failure) {
    links += 1
    guard links <= Self.linkLimit else { throw .unreadable(SystemError.text(ELOOP)) }
    var target = [CChar](repeating: 0, count: Self.targetLimit)
    let length = readlinkat(link, "", &target, target.count)
    guard length > 0, length < target.count else { throw .unreadable("its link cannot be read") }
    let text = String(decoding: target[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    guard text.hasPrefix("/") else { return pending += Self.components(text).reversed() }
    // Into the same folder it may lead; there it begins at the top again.
    let path = "/" + Self.components(text).joined(separator: "/")
    guard let top = [root, realRoot].first(where: { path != $0 && AbsolutePath.isInside(path, $0) }) else {
      throw .outside
    }
    for folder in folders.dropFirst() { close(folder) }
    folders = Array(folders.prefix(1))
    pending += Self.components(String(path.dropFirst(top.count))).reversed()
  }

  /// Opens the file for reading, which must still be the one that was checked.
  private func content(
    of name: String, in folder: Int32, as identity: Identity, limit: Int
  ) throws(Failure) -> [UInt8] {
    let file = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
    guard file >= 0 else { throw .unreadable(SystemError.text(errno)) }
    defer { close(file) }
    guard Identity(descriptor: file) == identity else {
      throw .unreadable("it was replaced while it was opened; it is read again by the next run")
    }
    do { return try BoundedFile.read(descriptor: file, limit: limit) } catch { throw .unreadable(error.reason) }
  }

  private func refuse(_ descriptor: Int32) throws(Failure) {
    guard let identity = Identity(descriptor: descriptor) else { throw .unreadable(SystemError.text(errno)) }
    if reserved.contains(identity) { throw .outside }
  }

  private static func components(_ path: String) -> [String] {
    path.utf8.split(separator: UInt8(ascii: "/")).map { String(Substring($0)) }.filter { $0 != "." }
  }

  fileprivate static func status(of descriptor: Int32) -> stat? {
    var found = stat()
    return fstat(descriptor, &found) == 0 ? found : nil
  }
}

/// `O_PATH`: the descriptor names a file and opens nothing of it (Linux, asm-generic/fcntl.h). Glibc has it only for GNU's
/// own C.
private let linuxPathOnly: Int32 = 0o10_000_000
