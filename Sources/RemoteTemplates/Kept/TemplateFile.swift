import Glibc

/// A file of a template, read within a bound and written at once.
enum TemplateFile {
  /// The bytes of a plain file; nil where there is none, it cannot be read, or has more than `limit`.
  static func read(_ path: String, limit: Int) -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = Glibc.read(descriptor, &piece, piece.count)
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { return nil }
      if count == 0 { return bytes }
      bytes.append(contentsOf: piece[..<count])
      if bytes.count > limit { return nil }
    }
  }

  /// Writes a file beside its place and moves it there, so that nobody ever reads half of it; answers what went wrong.
  static func write(_ bytes: [UInt8], to path: String, in folder: String) -> String? {
    if mkdir(folder, 0o700) != 0 && errno != EEXIST { return reason() }
    var template = Array("\(folder)/.new-XXXXXX".utf8CString)
    let descriptor = mkstemp(&template)
    guard descriptor >= 0 else { return reason() }
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    let temporary = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    let isWritten = writeAll(bytes, to: descriptor) && fsync(descriptor) == 0
    var fault = isWritten ? nil : reason()
    if close(descriptor) != 0, fault == nil { fault = reason() }
    if fault == nil, rename(temporary, path) != 0 { fault = reason() }
    if fault != nil { unlink(temporary) }
    return fault
  }

  private static func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    var written = 0
    while written < bytes.count {
      let count = bytes[written...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return false }
      written += count
    }
    return true
  }

  private static func reason() -> String { String(cString: strerror(errno)) }
}
