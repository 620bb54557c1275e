import Glibc
import Reconciliation
import Synchronization

/// The directory for what `az` has to read from a file: mode 0700, its files 0600 and gone after the call.
///
/// A process that was killed leaves its files behind; `sweep` takes them away at the next start. Each file is locked by
/// the process that uses it, so that several may share the directory and none sweeps away what another still needs.
final class PrivateFiles: Sendable {
  let directory: String
  private let nextNumber = Mutex(0)
  private static let prefix = "az-"

  init(directory: String) { self.directory = directory }

  /// Makes the directory where it is missing, and takes away the files that nobody uses any more.
  func sweep() throws(AzureError) {
    try makeDirectory()
    guard let stream = opendir(directory) else { throw fault("cannot be read") }
    defer { closedir(stream) }
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      guard name.hasPrefix(Self.prefix) else { continue }
      let descriptor = open("\(directory)/\(name)", O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)
      defer { if descriptor >= 0 { close(descriptor) } }
      if descriptor >= 0, flock(descriptor, LOCK_EX | LOCK_NB) != 0 { continue }
      guard unlink("\(directory)/\(name)") == 0 || errno == ENOENT else { throw fault("does not give up \(name)") }
    }
  }

  private func makeDirectory() throws(AzureError) {
    if mkdir(directory, 0o700) == 0 { return }
    guard errno == EEXIST else { throw fault("cannot be made") }
    var information = stat()
    guard lstat(directory, &information) == 0, information.st_mode & S_IFMT == S_IFDIR,
      information.st_uid == geteuid()
    else { throw .unreadable("\(directory) should be a directory of Weir's own user: move it away") }
    guard chmod(directory, 0o700) == 0 else { throw fault("cannot be made private") }
  }

  /// Hands `body` the paths of files with these contents, in their order, and takes them away when it ends.
  ///
  /// - Parameter contents: the end of each file's name (`az` goes by it: `template.json`), and what is in it.
  func with<Result: Sendable>(
    _ contents: [(name: String, bytes: [UInt8])], _ body: ([String]) async throws -> Result
  ) async throws -> Result {
    var files: [(path: String, descriptor: Int32)] = []
    defer {
      for file in files {
        unlink(file.path)
        close(file.descriptor)
      }
    }
    for content in contents {
      let file = try make(content.name)
      files.append(file)
      try write(content.bytes, to: file.descriptor)
    }
    return try await body(files.map(\.path))
  }

  /// Opens with `O_EXCL`, so that it follows no link that somebody put there, and again where a sweep was faster than the
  /// lock.
  private func make(_ name: String) throws(AzureError) -> (path: String, descriptor: Int32) {
    for _ in 0..<64 {
      let number = nextNumber.withLock { number in
        number += 1
        return number
      }
      let path = "\(directory)/\(Self.prefix)\(getpid())-\(number)-\(name)"
      let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
      if descriptor < 0 && errno == EEXIST { continue }
      guard descriptor >= 0 else { throw fault("takes no file") }
      var information = stat()
      if flock(descriptor, LOCK_EX | LOCK_NB) == 0, fstat(descriptor, &information) == 0, information.st_nlink == 1 {
        return (path, descriptor)
      }
      unlink(path)
      close(descriptor)
    }
    throw .unreadable("\(directory) keeps losing its files: another program takes them away")
  }

  /// A template of a few megabytes at most goes to the page cache in a millisecond or two, hence no thread of its own.
  private func write(_ bytes: [UInt8], to descriptor: Int32) throws(AzureError) {
    var written = 0
    while written < bytes.count {
      let count = bytes[written...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw fault("takes no more") }
      written += count
    }
  }

  private func fault(_ what: String) -> AzureError {
    let reason = String(cString: strerror(errno))
    return .unreadable("\(directory) \(what) (\(reason)): Weir keeps files for az there; free space or mend its rights")
  }
}
