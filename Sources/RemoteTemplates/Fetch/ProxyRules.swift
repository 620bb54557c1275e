/// Which proxy an address is reached by.
package struct ProxyRules: Hashable, Sendable {
  struct Proxy: Hashable, Sendable {
    var host: String
    var port: Int
    var user: String?
    var password: String?
  }

  /// The proxy for https as its URL says it; nil for none.
  private let proxy: Proxy?
  /// A proxy that is set and cannot be read.
  let unreadable: Bool
  /// Hosts that are reached without it; `*` for all.
  private let exceptions: [String]

  package init() { self.init(environment: [:]) }

  /// Reads `https_proxy`, `all_proxy` and `no_proxy`, in small letters or capitals, the small ones first.
  package init(environment: [String: String]) {
    func value(_ name: String) -> String? {
      (environment[name] ?? environment[name.uppercased()]).flatMap { $0.isEmpty ? nil : $0 }
    }
    let text = value("https_proxy") ?? value("all_proxy")
    proxy = text.flatMap(Self.proxy)
    unreadable = text != nil && proxy == nil
    exceptions = (value("no_proxy") ?? "").split(separator: ",").map {
      let name = $0.filter { !$0.isWhitespace }.lowercased()
      return name.hasPrefix(".") ? String(name.dropFirst()) : name
    }
  }

  /// The proxy to a host; nil for the direct way.
  func proxy(for host: String) -> Proxy? {
    let host = host.lowercased()
    let isException = exceptions.contains { !$0.isEmpty && ($0 == "*" || host == $0 || host.hasSuffix("." + $0)) }
    return isException ? nil : proxy
  }

  /// Reads `http://user:password@host:port`, or the same without what may be left out.
  private static func proxy(_ text: String) -> Proxy? {
    var rest = Substring(text)
    if let scheme = rest.firstRange(of: "://") {
      guard rest[..<scheme.lowerBound].lowercased() == "http" else { return nil }
      rest = rest[scheme.upperBound...]
    }
    rest = rest.prefix { $0 != "/" }
    var credentials: [String] = []
    if let at = rest.lastIndex(of: "@") {
      credentials = rest[..<at].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        .map { String($0).removingPercents }
      rest = rest[rest.index(after: at)...]
    }
    let parts = rest.split(separator: ":", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), let host = parts.first, !host.isEmpty else { return nil }
    guard let port = parts.count == 2 ? Int(parts[1]) : 80, (1...65_535).contains(port) else { return nil }
    return Proxy(
      host: String(host), port: port, user: credentials.first,
      password: credentials.count == 2 ? credentials[1] : nil)
  }
}

extension String {
  /// The text with `%40` and the like written out.
  fileprivate var removingPercents: String {
    var bytes: [UInt8] = []
    var rest = utf8[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "%"), let digits = String(rest.prefix(2)), let value = UInt8(digits, radix: 16) {
        bytes.append(value)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
