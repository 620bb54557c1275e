import Pools
import Reconciliation
import Synchronization

extension AzureCommandLine {
  /// Reads, and tries again where the fault passes by itself: 429 for as long as it asks, 5xx, a connection that is lost.
  /// A refusal is an answer.
  ///
  /// - Parameter end: when what the read is a part of has to be done.
  func attemptRead(
    _ path: String, in subscription: SubscriptionID, until end: ContinuousClock.Instant? = nil
  ) async throws -> Result<[UInt8], AzureRefusal> {
    let retries = ReadRetries(budget: configuration.timeout)
    let begin = ContinuousClock.now
    var waited = Duration.zero
    var isThrottled = false
    var tries = 0
    while true {
      tries += 1
      let call = ARMCall.get(path, in: subscription, isTraced: isThrottled)
      let answer: Result<[UInt8], AzureRefusal>
      do {
        answer = try await attempt(call, deadline: end.map { max(.zero, $0 - .now) })
      } catch let error as AzureError {
        // The token could not be fetched, which may pass as well, or az hung.
        answer = .failure(AzureRefusal(error: error, complaint: Complaint("")))
      }
      guard case .failure(let refusal) = answer else { return answer }
      let spent = max(ContinuousClock.now - begin, waited)
      guard
        let wait = retries.wait(
          after: refusal.error, tries: tries, isTold: refusal.isWaitTold, spent: spent,
          at: configuration.clock.now(), chance: configuration.chance()),
        end.map({ ContinuousClock.now + wait < $0 }) ?? true
      else { return answer }
      if case .throttled = refusal.error { isThrottled = true }
      try await configuration.clock.sleep(for: wait)
      waited += wait
    }
  }

  /// One answer of ARM as JSON. Throws `AzureError`.
  func read(_ path: String, in subscription: SubscriptionID) async throws -> JSONValue {
    try Self.parse(try await attemptRead(path, in: subscription).get(), from: path)
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
  /// Throws where a page is no list, where the same page comes twice, where a link is no text or leads to another host or
  /// out of the subscription, and where all pages together take longer than `listTimeout`: then what was handed over is
  /// not the whole.
  ///
  /// - Parameter isEmpty: which refusals mean that there is nothing to list.
  func pages(
    _ path: String, in subscription: SubscriptionID, isEmpty: (Complaint) -> Bool = { _ in false },
    _ body: ([JSONValue]) async throws -> Void
  ) async throws {
    let name = Scrubber().clean(path)
    let end = ContinuousClock.now + configuration.listTimeout
    var path = path
    var seen: Set<String> = [path]
    while true {
      let answer = try await attemptRead(path, in: subscription, until: end)
      if case .failure(let refusal) = answer {
        if isEmpty(refusal.complaint) { return }
        if ContinuousClock.now >= end { throw overdue(name, pages: seen.count - 1) }
      }
      let page = try ListPage(Self.parse(try answer.get(), from: path), from: path)
      try await body(page.elements)
      guard let link = page.next else { return }
      let next = try await followed(link, in: subscription)
      guard seen.insert(next).inserted, seen.count <= configuration.pageLimit else {
        throw AzureError.unreadable("the list \(name) has no end")
      }
      guard ContinuousClock.now < end else { throw overdue(name, pages: seen.count - 1) }
      path = next
    }
  }

  private func overdue(_ name: String, pages: Int) -> AzureError {
    .unreadable(
      "the list \(name) was not at its end after \(configuration.listTimeout.weirText) and "
        + "\(pages == 1 ? "1 page" : "\(pages) pages"): see that Azure answers, or raise azure.timeout")
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
