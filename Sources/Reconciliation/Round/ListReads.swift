import Foundation

/// The list calls of one run in a subscription, each made once, and handed to whoever needs some of them as soon as those
/// are there: so a list that hangs holds up only those who need it.
actor ListReads {
  private typealias Results = [ResourceQuery: Result<Listing, any Error>]

  private var results: Results = [:]
  private var waiting: [(queries: Set<ResourceQuery>, continuation: CheckedContinuation<Results, Never>)] = []

  /// Keeps the result of a list call. Every call that somebody waits for has to come to one, a cancelled one too.
  func put(_ result: Result<Listing, any Error>, of query: ResourceQuery) {
    results[query] = result
    let ready = waiting.filter { isThere($0.queries) }
    waiting.removeAll { isThere($0.queries) }
    for waiter in ready { waiter.continuation.resume(returning: results.filter { waiter.queries.contains($0.key) }) }
  }

  /// What these list calls have shown, as soon as the last of them is there. Throws what one of them threw that is not
  /// `AzureError`.
  func state(of queries: Set<ResourceQuery>, at now: Date) async throws -> SubscriptionState {
    guard !isThere(queries) else {
      return try SubscriptionState(results.filter { queries.contains($0.key) }, at: now)
    }
    let results = await withCheckedContinuation { waiting.append((queries, $0)) }
    return try SubscriptionState(results, at: now)
  }

  private func isThere(_ queries: Set<ResourceQuery>) -> Bool { queries.allSatisfy { results[$0] != nil } }
}
