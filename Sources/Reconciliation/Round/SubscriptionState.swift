package import Foundation
package import Pools

/// What a subscription holds of the types that somebody asked for, as their list calls have shown it.
package struct SubscriptionState: Sendable {
  /// When the first of the calls began.
  package var readAt: Date
  package var live: LiveState
  /// The lists that could not be read to their end. Of their types nothing is known, and of types that were not asked
  /// for neither.
  package var failures: [ResourceQuery: AzureError]

  /// Puts together what list calls have shown. Throws the first failure that is not Azure's.
  ///
  /// - Parameter now: the time of the reading where nothing was read.
  init(_ results: [ResourceQuery: Result<Listing, any Error>], at now: Date) throws {
    self.init(readAt: now, live: LiveState(), failures: [:])
    for (query, result) in results {
      do {
        let listing = try result.get()
        live.merge(listing.live)
        readAt = min(readAt, listing.readAt)
      } catch let error as AzureError {
        failures[query] = error
      }
    }
  }

  init(readAt: Date, live: LiveState, failures: [ResourceQuery: AzureError]) {
    self.readAt = readAt
    self.live = live
    self.failures = failures
  }

  /// Why what these queries ask for is not known; nil where all of it is.
  func failure(of queries: Set<ResourceQuery>) -> AzureError? {
    guard !failures.isEmpty else { return nil }
    let types = Set(queries.map(\.type))
    return failures.sorted { $0.key < $1.key }.first { types.contains($0.key.type) }?.value
  }
}

/// The list calls in a subscription that a pool goes by. Each is a read of its own, which all share who need it: one that
/// hangs or fails holds up nobody else.
struct LiveKey: Hashable, Sendable {
  var subscription: SubscriptionID
  /// Each type once.
  var queries: Set<ResourceQuery>

  /// Where a type is asked for in several API versions, the newest shows what the others do.
  init(subscription: SubscriptionID, queries: Set<ResourceQuery>) {
    self.subscription = subscription
    let newest = Dictionary(queries.map { ($0.type, $0) }) { $0.apiVersion > $1.apiVersion ? $0 : $1 }
    self.queries = Set(newest.values)
  }
}

/// One list call in a subscription.
struct ListKey: Hashable, Sendable {
  var subscription: SubscriptionID
  var query: ResourceQuery
}

/// What one list call has shown.
struct Listing: Sendable {
  /// When it began.
  var readAt: Date
  var live: LiveState
}

extension Controller {
  /// The state of a subscription, read no earlier than now: each type that `key` names by a list call, side by side.
  ///
  /// It comes back when the slowest of them has. A list that cannot be read is kept as a failure, with what it did show
  /// left out: a part would make what is missing look deleted, and one pool's odd type must not blind the others.
  ///
  /// - Parameter gathering: how long to wait for others that need it too, before it is read.
  func state(_ key: LiveKey, gathering: Duration = .zero) async throws -> SubscriptionState {
    var results: [ResourceQuery: Result<Listing, any Error>] = [:]
    await withTaskGroup(of: (ResourceQuery, Result<Listing, any Error>).self) { tasks in
      for query in key.queries.sorted() {
        tasks.addTask {
          let list = ListKey(subscription: key.subscription, query: query)
          return (query, await self.listing(list, gathering: gathering))
        }
      }
      for await (query, result) in tasks { results[query] = result }
    }
    return try SubscriptionState(results, at: clock.now())
  }

  /// What one list call shows now; shared with all who ask for the same before it begins.
  func listing(_ list: ListKey, gathering: Duration = .zero) async -> Result<Listing, any Error> {
    do {
      return .success(try await live.value(for: list, gathering: gathering, read: read))
    } catch {
      return .failure(error)
    }
  }

  private func read(_ list: ListKey) async throws -> Listing {
    let readAt = clock.now()
    let collected = LiveCollector()
    try await azure.resources(list.query, in: list.subscription) { page in await collected.add(page) }
    return Listing(readAt: readAt, live: await collected.live)
  }
}

/// Gathers the pages of a list call.
actor LiveCollector {
  var live = LiveState()
  func add(_ page: [ResourceDocument]) { live.add(page) }
}

extension ResourceQuery {
  /// The list calls that show resources of these types, each with the API version that it is written in: a child is read
  /// with the resource that it belongs to.
  static func queries(for documents: some Sequence<(ResourceType, String)>) -> Set<ResourceQuery> {
    var queries: Set<ResourceQuery> = []
    for (documentType, apiVersion) in documents {
      guard !documentType.isUnlisted else { continue }
      let type = documentType.top
      queries.insert(ResourceQuery(type: type, apiVersion: FieldRules.rules(for: type).apiVersion ?? apiVersion))
    }
    // Whether a scale set's count is its own is told by autoscale settings, of the pool or of anybody else.
    if queries.contains(where: { $0.type.folded == "microsoft.compute/virtualmachinescalesets" }),
      let autoscale = ResourceType("Microsoft.Insights/autoscaleSettings"),
      let version = FieldRules.rules(for: autoscale).apiVersion
    {
      queries.insert(ResourceQuery(type: autoscale, apiVersion: version))
    }
    return queries
  }
}

extension ResourceType {
  /// The type of the resource that a child belongs to in the end; itself where it is none.
  fileprivate var top: ResourceType {
    var type = self
    while let parent = type.parent { type = parent }
    return type
  }

  /// True for what stands in no list of a subscription: a type that Azure lists on one resource only, and a child that
  /// stands neither in its own type's list, which needs the parent's name, nor in its parent's, since only of the types
  /// with a table is it known that their children stand in them.
  var isUnlisted: Bool {
    FieldRules.isUnlisted(top) || (isChild && FieldRules.rules(for: top).apiVersion == nil)
  }
}
