import Glibc
import Pools

/// Small files that a setting names: keys, tokens, lists of hosts.
enum BoundedFile {
  /// The largest `known_hosts` files in use have some hundred kilobytes.
  static let maximumBytes = 4 << 20

  /// The file's text, with what is no UTF-8 replaced. Throws `FetchFailure` of kind `configuration`, without content.
  static func text(_ path: String, setting: String) throws(FetchFailure) -> String {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      throw FetchFailure(.configuration, "\(setting) \(path): \(String(cString: strerror(errno)))")
    }
    defer { close(descriptor) }
    guard let bytes = read(descriptor, limit: maximumBytes) else {
      throw FetchFailure(.configuration, "\(setting) \(path): no file, or one of more than \(maximumBytes) bytes")
    }
    if let fault = SecretBytes.fault(in: bytes) { throw FetchFailure(.configuration, "\(setting) \(path): \(fault)") }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Everything up to the end, or to the first `last`; nil where it cannot be read or is more than `limit` bytes.
  static func read(_ descriptor: Int32, limit: Int, upTo last: UInt8? = nil) -> [UInt8]? {
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 16_384)
    while true {
      let count = Glibc.read(descriptor, &piece, piece.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0, bytes.count + count <= limit else { return nil }
      if count == 0 { return bytes }
      bytes += piece[..<count]
      if let last, let position = bytes.lastIndex(of: last) { return Array(bytes[..<position]) }
    }
  }
}
