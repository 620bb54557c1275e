import Crypto
import Foundation
import Glibc
import Reconciliation

/// The file of the key that digests are made with: 32 random bytes beside the state, mode 0600.
///
/// Without it digests say nothing about the secrets; with it they could be tried out, so nobody else may read it. Where it
/// is lost, every secret counts as changed once.
struct DigestKeyFile {
  /// As long as the hash's output (RFC 2104, section 3).
  private static let size = 32

  let path: String

  /// The key, which is made at first use. Of several processes that make it at one time all get the same. It blocks.
  func key() throws(SecretError) -> [UInt8] {
    if access(path, F_OK) != 0 { try make() }
    guard let mode = try? FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int else {
      throw fault(SystemError.text(errno))
    }
    guard mode & 0o077 == 0 else {
      throw fault("others than its owner may read or write it; take that away with chmod 600")
    }
    let bytes: [UInt8]
    do { bytes = try BoundedFile.read(path, limit: Self.size) } catch { throw fault(error.reason) }
    guard bytes.count == Self.size else {
      throw fault("it has \(bytes.count) bytes and not \(Self.size); delete it, and a new one is made")
    }
    return bytes
  }

  /// Writes a whole file under a name of its own, and gives it the key's name only where that is still free.
  private func make() throws(SecretError) {
    let random = SymmetricKey(size: .init(bitCount: Self.size * 8)).withUnsafeBytes { Array($0) }
    let draft = "\(path).\(getpid()).\(UInt64.random(in: .min ... .max))"
    let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw fault("it cannot be made: \(SystemError.text(errno))") }
    defer { unlink(draft) }
    let isWritten = write(descriptor, random, random.count) == random.count && fsync(descriptor) == 0
    let cause = errno
    close(descriptor)
    guard isWritten else { throw fault("it cannot be written: \(SystemError.text(cause))") }
    guard link(draft, path) == 0 || errno == EEXIST else {
      throw fault("it cannot be made: \(SystemError.text(errno))")
    }
  }

  private func fault(_ reason: String) -> SecretError { .unreadable(file: path, reason: reason) }
}
