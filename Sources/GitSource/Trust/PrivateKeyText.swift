/// What can be told of a private key from its file, without its use.
struct PrivateKeyText {
  private let text: String

  init(_ text: String) { self.text = text }

  var isPrivateKey: Bool { text.contains("PRIVATE KEY-----") }

  /// libssh2 1.10 signs with RSA keys by SHA-1 only, which OpenSSH 8.8 and the large hosts no longer take.
  var isRSA: Bool {
    if text.contains("BEGIN RSA PRIVATE KEY") { return true }
    let body = text.split(whereSeparator: \.isNewline).filter { !$0.hasPrefix("-----") }.joined()
    // The public half stands in front of an OpenSSH key, with the name of its type.
    return Base64.decode(body)?.firstRange(of: Array("ssh-rsa".utf8)) != nil
  }
}
