import Glibc

/// Who runs the command, for what the log tells of people's doings.
enum CallerName {
  /// A name of the system's, and no longer.
  private static let limit = 256

  /// The user's name as the system knows it; of root by `sudo`, the user who became root; the number where no name is known.
  static func current(environment: [String: String]) -> String {
    let user = getuid()
    if user == 0, let name = environment["SUDO_USER"], !name.isEmpty { return String(name.prefix(limit)) }
    return name(of: user)
  }

  /// The name of a user; the number where none is known.
  static func name(of user: UInt32) -> String {
    var entry = passwd()
    var found: UnsafeMutablePointer<passwd>?
    // Ample for a line of /etc/passwd; where it is not, the number has to do.
    var buffer = [CChar](repeating: 0, count: 16_384)
    guard getpwuid_r(user, &entry, &buffer, buffer.count, &found) == 0, found != nil, let name = entry.pw_name else {
      return "user \(user)"
    }
    return String(String(cString: name).prefix(limit))
  }
}
