import Testing

@testable import Manifests

@Suite("Public keys of SSH")
struct SSHPublicKeyTests {
  static let ed25519 =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHeP5IoG3vyoo+jiDvzMc4flcyjy/imcnxC68l+lxnIg ana@examp"
    + "le"
  static let rsa =
    "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQDRXtxatkEh4LDbXXFRw6vvRuW78q9H0KxzbTM8Ijrwfu0nfKBn4Q"
    + "JxzTY8tz9USd/lrW7abrtEJXhnUgwo69pbar7+wN1jyXxk10t7UGgW3UqVp2OQYqpFDhitqWzZQdo9EDoESCRdrWgK"
    + "uV8SuGBBOV3mZiwiDqdTYx0D6gmk+Z/C143mKgEAyyi3sP8w5Yq+lSmTnNVlpUjQ08k0gTHtuOKa+vZn5HyiFfUS4O"
    + "2KQ+1N7fYfWxNFMFxTCPRddJlmtb9yzSGpZvHLmIvS2Jk2xAjvLtlunAazEwvaa2q6ukER08kkttmdPAL3Yp+UuMkd"
    + "K8qA5KC26TBfJzoiFWud bob@example"
  static let ecdsa =
    "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBMO+GCGnpT+Ud5dCYr"
    + "0JSaAWElRVEn97bwYrtMUmgaZlbmkB+TiBsjM4qWDm7H/ug/Q1jf6zJTyWG2dofIEGX1U= ec@example"

  @Test("a line that ssh-keygen writes is a key, with a comment or without, with its line break or without")
  func keys() throws {
    for (line, type) in [(Self.ed25519, "ssh-ed25519"), (Self.rsa, "ssh-rsa"), (Self.ecdsa, "ecdsa-sha2-nistp256")] {
      let bare = line.split(separator: " ").prefix(2).joined(separator: " ")
      let keys = try [line, bare, line + "\n", line + "\r\n", bare + " a comment of words"].map { try SSHPublicKey($0) }
      #expect(Set(keys).count == 1 && keys.allSatisfy { $0.type == type })
    }
  }

  @Test(
    "what is no key says why, and never what it was",
    arguments: [
      ("", "this is not a public key"),
      ("hunter2", "this is not a public key"),
      ("ssh-ed25519", "what follows ssh-ed25519 is not Base64"),
      ("ssh-ed25519 hunter2!", "what follows ssh-ed25519 is not Base64"),
      ("ssh-dss AAAAB3NzaC1kc3M=", "too weak"),
      ("ssh-ed448 AAAA", "the key's type is not known"),
      ("-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAA\n", "this is a private key"),
      ("-----BEGIN RSA PRIVATE KEY-----", "this is a private key"),
      ("PuTTY-User-Key-File-3: ssh-ed25519", "this is a private key"),
      ("b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQ", "this is a private key"),
      ("command=\"hunter2\" ssh-ed25519 AAAA", "this is not a public key"),
    ])
  func faults(text: String, says: String) {
    do throws(SSHPublicKey.Fault) {
      _ = try SSHPublicKey(text)
      Issue.record("it was taken")
    } catch {
      #expect(error.message.contains(says))
      #expect(!error.message.contains("hunter2") && !error.message.contains("b3Blbn"))
    }
  }

  @Test("two keys in one text are two elements")
  func several() {
    #expect(throws: SSHPublicKey.Fault.self) { try SSHPublicKey(Self.ed25519 + "\n" + Self.ed25519) }
  }

  @Test("a key that was cut off anywhere is no key")
  func cut() {
    let words = Self.rsa.split(separator: " ")
    for length in stride(from: 4, to: words[1].count, by: 4) {
      #expect(throws: SSHPublicKey.Fault.self) { try SSHPublicKey("\(words[0]) \(words[1].prefix(length))") }
    }
  }
}
