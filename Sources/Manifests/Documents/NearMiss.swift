import Pools

/// Documents that are not Weir's, though somebody seems to have meant them to be: a slip in `apiVersion`.
enum NearMiss {
  /// What to say about such a document; nil for Weir's own and for other people's.
  static func warning(about root: YAMLNode) -> YAMLFault? {
    guard let version = root["apiVersion"], version.isScalar, isNear(version.text) else { return nil }
    return YAMLFault(
      version.place,
      "apiVersion: \(Quoted.text(version.text)) is not Weir's, so the document is passed over; did you mean "
        + "\(PoolSchema.apiVersion)?")
  }

  /// True where a file may hold such a document, which a look at its bytes tells without parsing them.
  static func isPossible(in bytes: [UInt8]) -> Bool {
    let key = Array("apiVersion".utf8)
    return bytes.withUnsafeBufferPointer { buffer in
      var at = 0
      while let found = buffer[at...].firstIndex(of: key[0]) {
        at = found + 1
        guard buffer[found...].starts(with: key) else { continue }
        at = found + key.count
        let line = buffer[at..<min(buffer.count, at + maximumLength + 16)].prefix { $0 != 0x0A && $0 != 0x0D }
        let word = String(decoding: line, as: UTF8.self).drop { " \t:\"'{".contains($0) }
        if isNear(word.prefix { !" \t\"',}#".contains($0) }) { return true }
      }
      return false
    }
  }

  /// Longer versions are no slip of `weir.dev/v1`.
  private static let maximumLength = 32

  /// True for a group that two slips at most tell from Weir's, or Weir's without a version.
  private static func isNear(_ version: some StringProtocol) -> Bool {
    guard version.utf8.count <= maximumLength, !version.hasPrefix(PoolSchema.group) else { return false }
    let group = version.prefix { $0 != "/" && $0 != ":" }.lowercased()
    return NearestName.distance(group, String(PoolSchema.group.dropLast()), atMost: 2) != nil
  }
}
