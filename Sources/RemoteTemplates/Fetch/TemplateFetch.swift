import AsyncHTTPClient
import Crypto
import Foundation
import Manifests
import NIOCore
import NIOHTTP1
import NIOSSL
import Pools

/// Fetches an address over HTTPS within a time and a size.
struct TemplateFetch: Sendable {
  let settings: RemoteTemplateSettings
  /// As many as curl's users set; a longer way is a loop.
  private static let redirects = 5

  /// A template, and whether the server that was asked has it.
  struct Found: Sendable {
    var bytes: [UInt8]
    /// False where that server sent on to another one.
    var isFromHost: Bool
  }

  /// All that stands at the address. Throws `FetchFault`, and `CancellationError` where the task is cancelled.
  func bytes(at address: String, limit: Int) async throws -> Found {
    let timeout = settings.timeout
    do {
      return try await withThrowingTaskGroup(of: Found?.self) { tasks in
        tasks.addTask { try await follow(address, limit: limit) }
        tasks.addTask {
          try await Task.sleep(for: timeout)
          throw FetchFault("the server did not send it within \(timeout.weirText), which is source.timeout")
        }
        defer { tasks.cancelAll() }
        guard let found = try await tasks.next() ?? nil else { throw CancellationError() }
        return found
      }
    } catch {
      if Task.isCancelled { throw CancellationError() }
      throw FetchFault(error, timeout: timeout.weirText)
    }
  }

  private func follow(_ address: String, limit: Int) async throws -> Found {
    var address = address
    var first: AllowedHost?
    var isFromHost = true
    for _ in 0...Self.redirects {
      let url = try Self.url(address)
      let host = try allowed(url, isFirst: first == nil)
      isFromHost = isFromHost && host == first ?? host
      first = first ?? host
      switch try await ask(url, of: host, limit: limit) {
      case .content(let bytes): return Found(bytes: bytes, isFromHost: isFromHost)
      case .redirect(let next): address = try Self.next(next, after: url)
      }
    }
    throw FetchFault("the server sends on and on, more than \(Self.redirects) times")
  }

  /// The setting's entry for the server of a URL.
  private func allowed(_ url: URL, isFirst: Bool) throws(FetchFault) -> AllowedHost {
    if let host = settings.allowedHosts.entry(host: url.host ?? "", port: url.port) { return host }
    let name = AllowedHost(host: url.host ?? "", port: url.port).map { ", \($0)" } ?? ""
    throw FetchFault(
      (isFirst ? "it is on a server\(name)" : "the server sends on to another one\(name)")
        + ", which is not in templates.allowedHosts of weir.yaml")
  }

  private enum Answer {
    case content([UInt8])
    case redirect(String)
  }

  /// Asks the server at one of its addresses after another, until one takes the connection.
  private func ask(_ url: URL, of host: AllowedHost, limit: Int) async throws -> Answer {
    guard !settings.proxies.unreadable else { throw FetchFault("HTTPS_PROXY is no http://host:port; fix it") }
    // A proxy resolves the name, in its own network: then the list of hosts is all that counts.
    if settings.proxies.proxy(for: url.host ?? "") != nil { return try await ask(url, at: nil, limit: limit) }
    let addresses = try await addresses(of: host)
    for address in addresses.dropLast() {
      do {
        return try await ask(url, at: address, limit: limit)
      } catch  where FetchFault.isWithoutConnection(error) {
        try Task.checkCancellation()
      }
    }
    return try await ask(url, at: addresses.last, limit: limit)
  }

  /// The addresses of a server, all of which may be asked. What was checked is what is connected to.
  private func addresses(of host: AllowedHost) async throws -> [NetworkAddress] {
    var found = NetworkAddress(Substring(host.name)).map { [$0] } ?? []
    if found.isEmpty { found = try await AddressLookup.addresses(of: host.name) }
    guard !found.isEmpty else { throw FetchFault("no connection; check the address, the network and HTTPS_PROXY") }
    if found.contains(where: { $0.reach == .never }) {
      throw FetchFault("\(host) leads to an address where no template is fetched from: link-local, multicast or none")
    }
    if !host.isDeliberate, found.contains(where: { $0.reach == .inside }) {
      throw FetchFault(
        "\(host) leads into a private network; where that is meant, name it with its port in templates.allowedHosts "
          + "(\(host):\(host.port))")
    }
    return found
  }

  /// - Parameter address: where to connect to; nil to leave that to the proxy.
  private func ask(_ url: URL, at address: NetworkAddress?, limit: Int) async throws -> Answer {
    var configuration = try await configuration(for: url)
    if let address {
      // By every spelling that the client may look the host up by: one that it does not find, it would resolve itself.
      let name = url.host ?? ""
      for spelling in [name, name.lowercased(), "[\(name)]"] {
        configuration.dnsOverride[spelling] = address.description
      }
    }
    return try await HTTPClient.withHTTPClient(configuration: configuration) { client in
      var request = HTTPClientRequest(url: url.absoluteString)
      request.headers.add(name: "User-Agent", value: "weir")
      request.headers.add(name: "Accept", value: "application/json, text/plain, */*")
      let response = try await client.execute(request, timeout: TimeAmount(settings.timeout))
      switch response.status.code {
      case 200: return .content(try await Self.body(of: response, limit: limit))
      case 301, 302, 303, 307, 308:
        guard let next = response.headers.first(name: "Location") else {
          throw FetchFault("the server sends on (\(response.status.code)) and does not say where to")
        }
        return .redirect(next)
      case 401, 403:
        throw FetchFault("the server refuses it (\(response.status.code)); a template by its address needs no login")
      case let code: throw FetchFault("the server answers \(code)")
      }
    }
  }

  private static func body(of response: HTTPClientResponse, limit: Int) async throws -> [UInt8] {
    let size = limit.isMultiple(of: 1 << 20) ? "\(limit >> 20) MiB" : "\(limit) bytes"
    let fault = FetchFault("it is larger than \(size), the most that ARM takes")
    if let said = response.headers.first(name: "Content-Length").flatMap({ Int($0) }), said > limit { throw fault }
    var bytes: [UInt8] = []
    for try await part in response.body {
      guard bytes.count + part.readableBytes <= limit else { throw fault }
      bytes.append(contentsOf: part.readableBytesView)
    }
    return bytes
  }

  private static func url(_ address: String) throws(FetchFault) -> URL {
    guard let url = URL(string: address), url.scheme?.lowercased() == "https", let host = url.host, !host.isEmpty,
      url.user == nil
    else { throw FetchFault("the address is none of https://") }
    return url
  }

  /// Where a server sends on to: to https only, and with no user in it.
  private static func next(_ location: String, after url: URL) throws(FetchFault) -> String {
    guard location.utf8.count <= 4096, let next = URL(string: location, relativeTo: url)?.absoluteURL else {
      throw FetchFault("the server sends on to what is no address")
    }
    guard next.scheme?.lowercased() == "https", next.user == nil else {
      throw FetchFault("the server sends on to \(next.scheme ?? "nothing"), and only https is followed")
    }
    return next.absoluteString
  }

  /// No compression, so that the size is what is sent; no redirects but our own; certificates always checked.
  private func configuration(for url: URL) async throws -> HTTPClient.Configuration {
    var configuration = HTTPClient.Configuration(
      tlsConfiguration: try await Trust(settings: settings).configuration(),
      redirectConfiguration: .disallow,
      timeout: .init(connect: .seconds(10), read: TimeAmount(settings.timeout)),
      decompression: .disabled)
    configuration.httpVersion = .http1Only
    // A server that refuses is asked again by a later round, not by this request.
    configuration.connectionPool.retryConnectionEstablishment = false
    if let proxy = settings.proxies.proxy(for: url.host ?? "") {
      let login = proxy.user.map { HTTPClient.Authorization.basic(username: $0, password: proxy.password ?? "") }
      configuration.proxy = .server(host: proxy.host, port: proxy.port, authorization: login)
    }
    return configuration
  }
}

extension TimeAmount {
  init(_ duration: Duration) {
    let parts = duration.components
    self = .nanoseconds(parts.seconds * 1_000_000_000 + parts.attoseconds / 1_000_000_000)
  }
}
