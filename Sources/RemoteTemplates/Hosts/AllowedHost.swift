import Foundation
import Manifests

/// A server that templates may be fetched from: a host as `templates.allowedHosts` names it, and its port.
package struct AllowedHost: Hashable, Sendable, CustomStringConvertible {
  /// In lowercase, without a period at the end; an address in the spelling of `inet_ntop`, without brackets.
  let name: String
  let port: Int
  /// True where the setting names an address, or a port: then the server may be in a private network.
  let isDeliberate: Bool

  /// The port of https, which goes without saying.
  private static let defaultPort = 443

  /// Reads `raw.githubusercontent.com`, `localhost:8443`, `10.0.0.7` or `[fd00::7]:8443`; nil for anything else.
  ///
  /// A name is ASCII: an internationalised one in its `xn--` form.
  package init?(_ text: String) {
    var host = Substring(text)
    var port: Int?
    if host.first == "[" {
      guard let end = host.firstIndex(of: "]") else { return nil }
      let rest = host[host.index(after: end)...]
      host = host[host.index(after: host.startIndex)..<end]
      guard host.contains(":") else { return nil }
      if !rest.isEmpty {
        guard let number = Self.port(rest) else { return nil }
        port = number
      }
    } else if let colon = host.firstIndex(of: ":") {
      // More than one colon is an address of IPv6, which has no port unless it is in brackets.
      if host[colon...].dropFirst().contains(":") {
        guard NetworkAddress(host) != nil else { return nil }
      } else {
        guard let number = Self.port(host[colon...]) else { return nil }
        port = number
        host = host[..<colon]
      }
    }
    guard let name = Self.normalized(host) else { return nil }
    self.name = name
    self.port = port ?? Self.defaultPort
    isDeliberate = port != nil || NetworkAddress(Substring(name)) != nil
  }

  /// The server that a URL leads to; nil for a host that no setting can name.
  init?(host: String, port: Int?) {
    let bare = host.hasPrefix("[") && host.hasSuffix("]") ? host.dropFirst().dropLast() : Substring(host)
    guard let name = Self.normalized(bare) else { return nil }
    self.name = name
    self.port = port ?? Self.defaultPort
    isDeliberate = false
  }

  /// As the setting would name it.
  package var description: String {
    let shown = name.contains(":") ? "[\(name)]" : name
    return port == Self.defaultPort ? shown : "\(shown):\(port)"
  }

  private static func port(_ text: Substring) -> Int? {
    guard text.first == ":", let number = UInt16(text.dropFirst()), number > 0 else { return nil }
    return Int(number)
  }

  private static func normalized(_ text: Substring) -> String? {
    if let address = NetworkAddress(text) { return address.description }
    var name = text.lowercased()
    if name.hasSuffix(".") { name.removeLast() }
    let isName =
      !name.isEmpty && name.utf8.count <= 253
      && name.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
        (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
          && label.utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
              || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || [0x2D, 0x5F].contains(byte)
          }
      }
    return isName ? name : nil
  }
}

/// The servers that templates may be fetched from; none by default.
package struct AllowedHosts: Hashable, Sendable {
  private let hosts: [AllowedHost]

  package init(_ hosts: [AllowedHost] = []) { self.hosts = hosts }

  /// The setting's entry for a server; nil where it names none.
  func entry(host: String, port: Int?) -> AllowedHost? {
    guard let wanted = AllowedHost(host: host, port: port) else { return nil }
    return hosts.first { $0.name == wanted.name && $0.port == wanted.port }
  }
}

extension AllowedHosts {
  /// The answer to a question about a server that is not listed; nil where it is.
  func refusal(of query: TemplateQuery) -> TemplateAnswer? {
    let url = URL(string: query.address)
    if entry(host: url?.host ?? "", port: url?.port) != nil { return nil }
    let host = url?.host ?? query.shown
    return .notAllowed(host: AllowedHost(host: host, port: url?.port)?.description ?? host)
  }
}
