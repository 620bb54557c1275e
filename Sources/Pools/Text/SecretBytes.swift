/// The bytes of a file or variable that holds a secret or a credential.
package enum SecretBytes {
  /// The reason why bytes are no secret that anybody means, without the bytes; nil where they may be one.
  ///
  /// A byte-order mark is an editor's, and whoever the secret is sent to takes it for a part of it; a NUL byte ends it for
  /// most of them.
  package static func fault(in bytes: [UInt8]) -> String? {
    if let mark = marks.first(where: { bytes.starts(with: $0.bytes) }) {
      return "it begins with a byte-order mark of \(mark.name); save it as UTF-8 without one"
    }
    return bytes.contains(0) ? "it has a NUL byte; save it as text in UTF-8" : nil
  }

  /// The longer before the shorter ones that they begin with.
  private static let marks: [(name: String, bytes: [UInt8])] = [
    ("UTF-32", [0xFF, 0xFE, 0, 0]), ("UTF-32", [0, 0, 0xFE, 0xFF]), ("UTF-16", [0xFF, 0xFE]), ("UTF-16", [0xFE, 0xFF]),
    ("UTF-8", [0xEF, 0xBB, 0xBF]),
  ]

  /// The bytes without one line break at their end, `\n` or `\r\n`.
  package static func withoutLineBreak(_ bytes: [UInt8]) -> [UInt8] {
    guard bytes.last == UInt8(ascii: "\n") else { return bytes }
    return bytes.dropLast().last == UInt8(ascii: "\r") ? bytes.dropLast(2) : bytes.dropLast()
  }
}
