package import Foundation
package import Pools

/// What a subscription holds, as one set of list calls has shown it.
package struct SubscriptionState: Sendable {
  /// When the first of the calls began.
  package var readAt: Date
  package var groups: [ResourceGroupName: ResourceGroup]
  package var live: LiveState
  /// The lists that could not be read to their end. Of their types nothing is known, and of types that were not asked
  /// for neither.
  package var failures: [ResourceQuery: AzureError]

  /// Why what these queries ask for is not known; nil where all of it is.
  func failure(of queries: Set<ResourceQuery>) -> AzureError? {
    guard !failures.isEmpty else { return nil }
    let types = Set(queries.map(\.type))
    return failures.sorted { $0.key < $1.key }.first { types.contains($0.key.type) }?.value
  }
}

/// A set of list calls in a subscription; runs that need the same set share it.
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

extension Controller {
  /// The state of a subscription, read no earlier than now.
  ///
  /// - Parameter gathering: how long to wait for others that need it too, before it is read.
  func state(_ key: LiveKey, gathering: Duration = .zero) async throws -> SubscriptionState {
    try await live.value(for: key, gathering: gathering) {
      try await self.readState(of: $0.subscription, queries: $0.queries)
    }
  }

  /// Reads a subscription: its groups, and each type that `queries` names, side by side.
  ///
  /// Throws `AzureError` where the groups cannot be read. A list that cannot is kept as a failure, with what it did show
  /// left out: a part would make what is missing look deleted, and one pool's odd type must not blind the others.
  private func readState(
    of subscription: SubscriptionID, queries: Set<ResourceQuery>
  ) async throws -> SubscriptionState {
    async let groups = azure.resourceGroups(in: subscription)
    var state = SubscriptionState(readAt: clock.now(), groups: [:], live: LiveState(), failures: [:])
    let collected = LiveCollector()
    try await withThrowingTaskGroup(of: (ResourceQuery, AzureError)?.self) { tasks in
      for query in queries.sorted() {
        tasks.addTask {
          do {
            try await self.azure.resources(query, in: subscription) { page in await collected.add(page) }
            return nil
          } catch let error as AzureError {
            return (query, error)
          }
        }
      }
      for try await failure in tasks { if let (query, error) = failure { state.failures[query] = error } }
    }
    for group in try await groups where state.groups[group.name] == nil { state.groups[group.name] = group }
    state.live = await collected.live
    return state
  }
}

/// Gathers pages from several list calls. An actor, since the pages come side by side.
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
