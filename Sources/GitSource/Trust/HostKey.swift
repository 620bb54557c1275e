import Crypto

/// The key that an SSH server has shown, known by its hash.
struct HostKey: Hashable, Sendable {
  /// As `known_hosts` writes it: `ssh-ed25519`, `ecdsa-sha2-nistp256`, `ssh-rsa`; nil where the server's blob is not had.
  var type: String?
  var sha256: [UInt8]

  /// - Parameter blob: the key as SSH sends it (RFC 4253, section 6.6), which begins with the name of its type.
  init(blob: [UInt8]) {
    type = Self.typeName(of: blob)
    sha256 = Array(SHA256.hash(data: blob))
  }

  init(sha256: [UInt8]) { self.sha256 = sha256 }

  /// As `ssh-keygen -l` shows it.
  var fingerprint: String {
    var text = Base64.encode(sha256)
    while text.last == "=" { text.removeLast() }
    return "SHA256:\(text)"
  }

  /// The name in front of a key's blob; nil where it has none of at most 64 printable characters.
  static func typeName(of blob: [UInt8]) -> String? {
    guard blob.count >= 4 else { return nil }
    let length = blob[..<4].reduce(0) { $0 << 8 | Int($1) }
    guard (1...64).contains(length), blob.count >= 4 + length,
      blob[4..<4 + length].allSatisfy({ (0x21..<0x7F).contains($0) })
    else { return nil }
    return String(decoding: blob[4..<4 + length], as: UTF8.self)
  }
}
