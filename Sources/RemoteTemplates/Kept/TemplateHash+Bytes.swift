import Crypto
import Manifests

extension TemplateHash {
  /// The hash of a template's bytes.
  init(of bytes: [UInt8]) {
    self.init(digest: SHA256.hash(data: bytes))
  }
}
