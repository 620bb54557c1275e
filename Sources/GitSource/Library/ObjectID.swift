import CLibgit2
import Manifests
import Reconciliation

extension git_oid {
  /// Nil where `text` is not 40 hexadecimal digits.
  init?(hexadecimal text: String) {
    self.init()
    guard text.utf8.count == Int(GIT_OID_HEXSZ), git_oid_fromstr(&self, text) == 0 else { return nil }
  }

  init?(_ commit: CommitID) { self.init(hexadecimal: commit.description) }
  init?(_ blob: BlobID) { self.init(hexadecimal: blob.description) }

  /// The 40 digits in small letters.
  var hexadecimal: String {
    withUnsafeBytes(of: id) { bytes in
      var digits: [UInt8] = []
      digits.reserveCapacity(2 * bytes.count)
      for byte in bytes {
        digits.append(Self.alphabet[Int(byte >> 4)])
        digits.append(Self.alphabet[Int(byte & 15)])
      }
      return String(decoding: digits, as: UTF8.self)
    }
  }

  private static let alphabet = Array("0123456789abcdef".utf8)
}
