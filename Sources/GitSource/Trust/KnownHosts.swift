import Crypto

/// The lines of a `known_hosts` file (sshd(8), "SSH_KNOWN_HOSTS FILE FORMAT").
///
/// Names may be plain, patterns with `*`, `?` and `!`, `[host]:port`, or hashed. `@revoked` keys are refused whatever
/// else the file says. Certificate authorities are passed over, since libssh2 takes no host certificates; so are lines
/// that cannot be read, as ssh does.
struct KnownHosts: Sendable {
  enum Verdict: Hashable, Sendable {
    case trusted
    case revoked
    /// No line is for this host.
    case unknown
    /// Lines are for this host, with keys of these types, and none of them is the server's.
    case different(types: [String])
  }

  private struct Line: Sendable {
    var names: Substring
    var revoked: Bool
    var type: String
    var key: Substring
    var sha256: [UInt8]
  }

  private let lines: [Line]

  /// - Parameter maximumLines: the rest is not read; the largest files in use have some thousands.
  init(_ text: String, maximumLines: Int = 50_000) {
    lines = text.split(whereSeparator: \.isNewline).prefix(maximumLines).compactMap(Self.line)
  }

  func verdict(on key: HostKey, host: String, port: Int) -> Verdict {
    let name = Self.name(host: host, port: port)
    let matching = lines.filter { Self.names($0.names, include: name) }
    if matching.contains(where: { $0.revoked && $0.sha256 == key.sha256 }) { return .revoked }
    let usable = matching.filter { !$0.revoked }
    if usable.contains(where: { $0.sha256 == key.sha256 }) { return .trusted }
    return usable.isEmpty ? .unknown : .different(types: Set(usable.map(\.type)).sorted())
  }

  /// The lines for one host, its name written plainly: what is left for a reader that knows no patterns.
  func plainLines(host: String, port: Int) -> String {
    let name = Self.name(host: host, port: port)
    return lines.filter { !$0.revoked && Self.names($0.names, include: name) }
      .map { "\(name) \($0.type) \($0.key)\n" }.joined()
  }

  private static func name(host: String, port: Int) -> String {
    port == 22 ? host.lowercased() : "[\(host.lowercased())]:\(port)"
  }

  private static func line(_ text: Substring) -> Line? {
    var fields = text.split(whereSeparator: { $0 == " " || $0 == "\t" })[...]
    guard let first = fields.first, !first.hasPrefix("#") else { return nil }
    var revoked = false
    if first.hasPrefix("@") {
      guard first == "@revoked" else { return nil }
      revoked = true
      fields = fields.dropFirst()
    }
    guard fields.count >= 3, let names = fields.popFirst(), let type = fields.popFirst(), let key = fields.popFirst(),
      let blob = Base64.decode(key), HostKey.typeName(of: blob) == String(type)
    else { return nil }
    return Line(names: names, revoked: revoked, type: String(type), key: key, sha256: HostKey(blob: blob).sha256)
  }

  private static func names(_ names: Substring, include name: String) -> Bool {
    if names.hasPrefix("|1|") { return hashed(names.dropFirst(3), is: name) }
    var found = false
    for pattern in names.split(separator: ",") {
      if pattern.first == "!" {
        if matches(Array(pattern.dropFirst().lowercased().utf8), Array(name.utf8)) { return false }
      } else if matches(Array(pattern.lowercased().utf8), Array(name.utf8)) {
        found = true
      }
    }
    return found
  }

  /// `SALT|HASH`, both in base 64: the hash is the HMAC-SHA1 of the name with the salt as its key.
  private static func hashed(_ text: Substring, is name: String) -> Bool {
    let parts = text.split(separator: "|", omittingEmptySubsequences: false)
    guard parts.count == 2, let salt = Base64.decode(parts[0]), let hash = Base64.decode(parts[1]), salt.count == 20
    else { return false }
    return HMAC<Insecure.SHA1>.isValidAuthenticationCode(
      hash, authenticating: Array(name.utf8), using: SymmetricKey(data: salt))
  }

  /// `*` stands for any bytes and `?` for one. It goes back to the last `*` only, so it takes at most the product of
  /// the two lengths.
  private static func matches(_ pattern: [UInt8], _ name: [UInt8]) -> Bool {
    var (at, position) = (0, 0)
    var star: (pattern: Int, name: Int)?
    while position < name.count {
      if at < pattern.count, pattern[at] == UInt8(ascii: "*") {
        star = (at, position)
        at += 1
      } else if at < pattern.count, pattern[at] == UInt8(ascii: "?") || pattern[at] == name[position] {
        at += 1
        position += 1
      } else if let last = star {
        star = (last.pattern, last.name + 1)
        at = last.pattern + 1
        position = last.name + 1
      } else {
        return false
      }
    }
    return pattern[at...].allSatisfy { $0 == UInt8(ascii: "*") }
  }
}
