import Pools

/// Says in a few words what a file is that should be a manifest and is not.
enum FileDescription {
  /// `a Git LFS pointer`, `empty`: the end of a sentence that begins with the file's name.
  static func text(_ bytes: [UInt8]) -> String {
    if bytes.starts(with: Array("version https://git-lfs.github.com/spec/".utf8)) { return "a Git LFS pointer" }
    if bytes.starts(with: Array("\0GITCRYPT\0".utf8)) { return "encrypted (git-crypt)" }
    if bytes.starts(with: Array("age-encryption.org/v1".utf8)) { return "encrypted (age)" }
    if bytes.starts(with: Array("-----BEGIN PGP MESSAGE".utf8)) { return "encrypted (PGP)" }
    if bytes.starts(with: Array("$ANSIBLE_VAULT".utf8)) { return "encrypted (Ansible Vault)" }
    if bytes.allSatisfy({ " \t\r\n".utf8.contains($0) }) { return "empty" }
    guard let text = String(validating: bytes, as: UTF8.self), !bytes.contains(0) else { return "binary" }
    let lines = text.split(whereSeparator: \.isNewline).map { $0.drop(while: \.isWhitespace) }
    if lines.allSatisfy({ $0.isEmpty || $0.hasPrefix("#") || $0 == "---" || $0 == "..." }) {
      return "without any document, only comments"
    }
    if lines.contains(where: { $0.hasPrefix("sops:") || $0.contains("ENC[") }) { return "encrypted (SOPS)" }
    let stream = YAMLStream(bytes)
    guard let root = stream.documents.first(where: { !$0.isNull }), stream.fault == nil else {
      return "not readable as YAML"
    }
    if !root.isMapping { return root.isSequence ? "a list" : "plain text" }
    guard let version = root["apiVersion"] else { return "YAML without apiVersion: \(PoolSchema.apiVersion)" }
    return "a document with apiVersion: \(version.isScalar ? Quoted.text(version.text) : "a map or a list")"
  }
}
