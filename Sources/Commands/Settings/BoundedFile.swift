import Foundation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Reads whole files of a bounded size.
enum BoundedFile {
  struct Failure: Error, Hashable, Sendable {
    /// What the system says, or that the file is too large.
    var reason: String
  }

  /// The bytes of a file of at most `limit` bytes. It waits for no writer of a pipe, and reads no device for ever.
  static func read(_ path: String, limit: Int) throws(Failure) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw Failure(reason: SystemError.text(errno)) }
    defer { close(descriptor) }
    return try read(descriptor: descriptor, limit: limit)
  }

  /// The rest of an open file, at most `limit` bytes of it.
  static func read(descriptor: Int32, limit: Int) throws(Failure) -> [UInt8] {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = chunk.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw Failure(reason: SystemError.text(errno)) }
      if count == 0 { return bytes }
      bytes.append(contentsOf: chunk[..<count])
      guard bytes.count <= limit else { throw Failure(reason: "it has more than \(limit) bytes") }
    }
  }
}

/// The system's own words for what went wrong, small letter first.
enum SystemError {
  /// Of an error that Foundation or Swift throws: the words for the system's number in it, where there is one.
  static func text(of error: any Error) -> String {
    if let posix = error as? POSIXError { return text(posix.code.rawValue) }
    let underlying = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
    for error in [underlying, error as NSError].compactMap(\.self) where error.domain == NSPOSIXErrorDomain {
      return text(Int32(clamping: error.code))
    }
    switch (error as? CocoaError)?.code {
    case .fileReadNoSuchFile?, .fileNoSuchFile?: return text(ENOENT)
    case .fileWriteFileExists?: return text(EEXIST)
    case .fileReadNoPermission?, .fileWriteNoPermission?: return text(EACCES)
    case .fileWriteOutOfSpace?: return text(ENOSPC)
    case .fileWriteVolumeReadOnly?: return text(EROFS)
    // Foundation says no more where a part of the path is a file.
    case .fileWriteUnknown?: return "it cannot be made there; see that every part of the path before it is a folder"
    default: return LineText.single(error.localizedDescription)
    }
  }

  /// Of a number.
  static func text(_ number: Int32) -> String {
    let text = String(cString: strerror(number))
    return text.prefix(1).lowercased() + text.dropFirst()
  }
}
