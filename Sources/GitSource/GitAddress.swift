package import Reconciliation

/// Where a repository is fetched from, checked: a folder, `https://`, `ssh://` or `user@host:path`.
package struct GitAddress: Hashable, Sendable {
  package enum Transport: String, Hashable, Sendable {
    case folder
    case https
    case ssh
  }

  package let transport: Transport
  /// As people write it; a folder's full path without `.` and `..`. Holds no password.
  package let text: String
  /// In small letters, without brackets; empty for a folder.
  let host: String
  let port: Int
  /// The user that the address names.
  let user: String?

  /// Longer addresses are taken for a mistake.
  private static let maximumLength = 4096

  /// - Parameter directory: the folder that a relative path starts from.
  /// - Throws: `SourceError.configuration`, which never repeats a password.
  package init(_ text: String, relativeTo directory: String) throws(SourceError) {
    guard !text.isEmpty else { throw .configuration("source.url is empty: name a repository") }
    guard text.utf8.count <= Self.maximumLength, !text.unicodeScalars.contains(where: { $0.value < 0x20 }) else {
      throw .configuration("source.url is longer than \(Self.maximumLength) bytes or holds control characters")
    }
    if let colon = text.firstRange(of: "://") {
      try self.init(
        scheme: text[..<colon.lowerBound].lowercased(), rest: text[colon.upperBound...], whole: text)
    } else if let colon = text.firstIndex(of: ":"), !text[..<colon].contains("/") {
      try self.init(before: text[..<colon], path: text[text.index(after: colon)...], whole: text)
    } else {
      guard !text.hasPrefix("~") else {
        throw .configuration("source.url \(text): write the path out, \"~\" is not expanded")
      }
      self.init(folder: text.hasPrefix("/") ? text : "\(directory)/\(text)")
    }
  }

  /// A folder by its full path.
  package init(folder: String) {
    transport = .folder
    text = Self.withoutDots(folder)
    host = ""
    port = 0
    user = nil
  }

  private static func withoutDots(_ path: String) -> String {
    var names: [Substring] = []
    for name in path.split(separator: "/") where name != "." {
      if name == ".." { _ = names.popLast() } else { names.append(name) }
    }
    return "/" + names.joined(separator: "/")
  }

  private init(_ transport: Transport, _ text: String, _ place: Authority, port: Int) {
    self.transport = transport
    self.text = text
    host = place.host
    self.port = place.port ?? port
    user = place.user
  }

  private init(scheme: String, rest: Substring, whole: String) throws(SourceError) {
    let slash = rest.firstIndex(of: "/") ?? rest.endIndex
    let (authority, path) = (rest[..<slash], rest[slash...])
    switch scheme {
    case "file":
      guard authority.isEmpty || authority.lowercased() == "localhost", let folder = Self.percentDecoded(path),
        !folder.isEmpty
      else { throw .configuration("source.url \(whole): write file:///path/to/repository") }
      self.init(folder: folder)
    case "https", "ssh":
      let place = try Authority(authority, whole: Self.withoutUser(whole))
      guard path.count > 1, !whole.contains(" ") else {
        throw .configuration("source.url \(whole): there is no path to a repository in it, or it holds a blank")
      }
      self.init(scheme == "ssh" ? .ssh : .https, whole, place, port: scheme == "ssh" ? 22 : 443)
    case "http":
      throw .configuration(
        "source.url \(Self.withoutUser(whole)): plain http shows tokens and manifests to everyone: use https")
    default:
      throw .configuration(
        "source.url \(Self.withoutUser(whole)): \(scheme):// is not supported: use https://, ssh://, "
          + "git@host:path, file:// or a path")
    }
  }

  /// `user@host:path`, as ssh writes it.
  private init(before: Substring, path: Substring, whole: String) throws(SourceError) {
    let place = try Authority(before, whole: whole)
    guard place.port == nil, !path.isEmpty, !whole.contains(" ") else {
      throw .configuration("source.url \(whole): write git@host:path/to/repository")
    }
    self.init(.ssh, whole, place, port: 22)
  }

  /// What libgit2 is handed. A folder goes as a URL, since a path with a colon would be taken for ssh's way of writing.
  var remote: String {
    guard transport == .folder else { return text }
    return "file://"
      + text.utf8.map { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "/"), UInt8(ascii: "."), UInt8(ascii: "-"),
          UInt8(ascii: "_"):
          String(UnicodeScalar(byte))
        default: "%" + String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
        }
      }.joined()
  }

  /// `text` without what stands before its last `@` in front of the path, for messages.
  private static func withoutUser(_ text: String) -> String {
    guard let colon = text.firstRange(of: "://") else { return text }
    let rest = text[colon.upperBound...]
    let slash = rest.firstIndex(of: "/") ?? rest.endIndex
    guard let at = rest[..<slash].lastIndex(of: "@") else { return text }
    return String(text[..<colon.upperBound] + rest[rest.index(after: at)...])
  }

  /// Nil where a `%` is not followed by two hexadecimal digits, or the result is no UTF-8.
  private static func percentDecoded(_ text: Substring) -> String? {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      guard rest.count >= 2, let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16), value != 0
      else { return nil }
      bytes.append(value)
      rest = rest.dropFirst(2)
    }
    return String(validating: bytes, as: UTF8.self)
  }
}

/// `user@host:port` in an address.
private struct Authority {
  var user: String?
  var host: String
  var port: Int?

  init(_ text: Substring, whole: String) throws(SourceError) {
    var rest = text
    if let at = rest.lastIndex(of: "@") {
      let user = rest[..<at]
      guard !user.contains(":") else {
        throw .configuration(
          "source.url holds a password: take it out, put it in a file and name that as source.auth.tokenFile")
      }
      self.user = user.isEmpty ? nil : String(user)
      rest = rest[rest.index(after: at)...]
    }
    if rest.first == "[", let close = rest.firstIndex(of: "]") {
      host = rest[rest.index(after: rest.startIndex)..<close].lowercased()
      rest = rest[rest.index(after: close)...]
    } else {
      let colon = rest.firstIndex(of: ":") ?? rest.endIndex
      host = rest[..<colon].lowercased()
      rest = rest[colon...]
    }
    if rest.first == ":" {
      guard let number = UInt16(rest.dropFirst()), number > 0 else {
        throw .configuration("source.url \(whole): the port is a number from 1 to 65535")
      }
      port = Int(number)
      rest = rest[rest.endIndex...]
    }
    guard rest.isEmpty, !host.isEmpty, !host.hasPrefix("-"),
      host.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "-._:%".contains($0)) })
    else { throw .configuration("source.url \(whole): there is no host in it") }
  }
}
