import Pools
import Reconciliation
import Synchronization

extension AzureCommandLine {
  /// The arguments of a call that answers ARM's own bytes.
  ///
  /// Written to `/dev/stdout` they come as ARM sent them; printed by `az` they would be parsed and laid out by Python, which
  /// takes six times as long (3.5 MB: 1.8 s against 0.3 s, measured with 2.91).
  static func rest(_ method: String, _ path: String) -> [String] {
    ["rest", "--method", method, "--only-show-errors", "--output-file", "/dev/stdout", "--url", path]
  }

  /// One answer of ARM as JSON. Throws `AzureError`.
  func read(_ path: String) async throws -> JSONValue {
    try Self.parse(try await call(Self.rest("get", path)), from: path)
  }

  static func parse(_ bytes: [UInt8], from path: String) throws(AzureError) -> JSONValue {
    do {
      return try JSONReader.read(bytes)
    } catch {
      throw .unreadable("the answer to \(Scrubber().clean(path)) is no JSON: \(error)")
    }
  }

  /// Reads a list to its end, following `nextLink`, and hands each page's elements over in order.
  ///
  /// Throws where a page is no list, where the same page comes twice, and where a link leads to another host or out of the
  /// subscription: then what was handed over is not the whole.
  func pages(
    _ path: String, in subscription: SubscriptionID, _ body: ([JSONValue]) async throws -> Void
  ) async throws {
    var path = path
    var seen: Set<String> = [path]
    while true {
      let page = try await read(path)
      guard let elements = page.member("value")?.array else {
        throw AzureError.unreadable("the answer to \(Scrubber().clean(path)) is no list")
      }
      try await body(elements)
      guard let link = page.member("nextLink")?.string, !link.isEmpty else { return }
      let next = try await followed(link, in: subscription)
      guard seen.insert(next).inserted, seen.count <= configuration.pageLimit else {
        throw AzureError.unreadable("the list \(Scrubber().clean(path)) has no end")
      }
      path = next
    }
  }

  /// The path and query of a `nextLink` that stays at ARM and in the subscription.
  private func followed(_ link: String, in subscription: SubscriptionID) async throws -> String {
    let (origin, path) = try Self.split(link)
    let own = try await managerOrigin()
    guard origin == own else {
      throw AzureError.unreadable(Scrubber().clean("a list goes on at \(origin), which is not ARM (\(own))"))
    }
    guard path.lowercased().hasPrefix("/subscriptions/\(subscription)/") else {
      throw AzureError.unreadable("a list goes on outside subscription \(subscription)")
    }
    return path
  }

  /// The origin of the cloud that `az` talks to, asked once, when the first list has a second page.
  private func managerOrigin() async throws -> String {
    if let known = manager.withLock({ $0 }) { return known }
    let output = try await call([
      "cloud", "show", "--only-show-errors", "-o", "json", "--query", "endpoints.resourceManager",
    ])
    guard case .string(let endpoint) = try Self.parse(output, from: "az cloud show") else {
      throw AzureError.unreadable("az cloud show names no endpoint of Azure Resource Manager")
    }
    let origin = try Self.split(endpoint).origin
    manager.withLock { $0 = origin }
    return origin
  }

  /// Takes a URL apart: `https://management.azure.com` and `/subscriptions/…`. The usual port is left out, as ARM's own
  /// links have it now and then.
  private static func split(_ url: String) throws(AzureError) -> (origin: String, path: String) {
    let scheme = "https://"
    guard url.lowercased().hasPrefix(scheme) else {
      throw .unreadable(Scrubber().clean("\(url) should be an https:// URL", limit: 300))
    }
    let rest = url.dropFirst(scheme.count)
    var host = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }.lowercased()
    let path = rest.dropFirst(host.count)
    if host.hasSuffix(":443") { host.removeLast(4) }
    return (scheme + host, path.isEmpty ? "/" : String(path))
  }
}
