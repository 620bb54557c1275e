/// Where a repository of manifests is: `https://…`, `ssh://…`, `git@host:path`, `file://…` or a path.
enum SourceAddress: Hashable, Sendable {
  case https(String)
  /// In either spelling, `ssh://host/path` or `user@host:path`.
  case ssh(String)
  /// On this machine.
  case path(String)

  /// What git is handed.
  var text: String {
    switch self {
    case .https(let text), .ssh(let text), .path(let text): text
    }
  }

  /// Reads an address; a relative path is taken from `directory`.
  ///
  /// Throws a `Complaint` that never repeats the address, which may carry a password.
  init(_ text: String, from directory: String) throws(Complaint) {
    let lower = text.lowercased()
    if lower.hasPrefix("https://") {
      try Self.refuseCredentials(in: text.dropFirst("https://".count), userAllowed: false)
      self = .https(text)
    } else if lower.hasPrefix("ssh://") {
      try Self.refuseCredentials(in: text.dropFirst("ssh://".count), userAllowed: true)
      self = .ssh(text)
    } else if lower.hasPrefix("file://") {
      let path = String(text.dropFirst("file://".count))
      guard path.hasPrefix("/") else { throw Complaint("a file:// address needs three slashes and an absolute path") }
      self = .path(path)
    } else if lower.hasPrefix("http://") || lower.hasPrefix("git://") {
      throw Complaint("an address without encryption is not taken; use https:// or ssh://")
    } else if text.contains("://") {
      throw Complaint("no known kind of address; it is https://, ssh://, git@host:path, file:// or a path")
    } else if Self.isSecureCopyAddress(text) {
      self = .ssh(text)
    } else if text.isEmpty {
      throw Complaint("the address is empty; it is https://, ssh://, git@host:path, file:// or a path")
    } else {
      self = .path(FilePaths.absolute(text, from: directory))
    }
  }

  /// `user@host:path`: a colon in the first part, as git itself decides it.
  private static func isSecureCopyAddress(_ text: String) -> Bool {
    let first = text.prefix { $0 != "/" }
    guard let colon = first.firstIndex(of: ":") else { return false }
    return colon != first.startIndex && text.index(after: colon) != text.endIndex
  }

  private static func refuseCredentials(in rest: Substring, userAllowed: Bool) throws(Complaint) {
    let authority = rest.prefix { $0 != "/" }
    guard !authority.isEmpty else { throw Complaint("the address names no host") }
    guard let at = authority.lastIndex(of: "@") else { return }
    let user = authority[..<at]
    if !userAllowed || user.contains(":") {
      throw Complaint("the address carries a user or a password; put them in source.auth (username, tokenFile)")
    }
  }
}
