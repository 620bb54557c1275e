import Pools
import Reconciliation
import Simulator

extension SimulatedAzure {
  /// Makes a pool's group and resources as a deployment would leave them, without one.
  func make(_ pool: DesiredPool) throws {
    try makeGroup(pool.resourceGroup, in: pool.subscription, at: pool.location)
    var made: Set<ResourceID> = []
    var open = pool.resources
    while !open.isEmpty {
      let next = open.filter { made.isSuperset(of: $0.dependsOn) }
      guard !next.isEmpty else { throw BenchmarkFailure("the resources of \(pool.name) wait for each other") }
      for resource in next { try put(resource.id.description, resource.apiVersion, resource.body) }
      made.formUnion(next.map(\.id))
      open.removeAll { made.contains($0.id) }
    }
  }

  func makeGroup(_ group: ResourceGroupName, in subscription: SubscriptionID, at location: Location) throws {
    try put(
      "/subscriptions/\(subscription)/resourceGroups/\(group)", "2021-04-01",
      ["location": .string(location.description)])
  }

  private func put(_ id: String, _ apiVersion: String, _ body: JSONValue) throws {
    let request = ARMRequest("PUT", id, query: ["api-version": apiVersion], body: body)
    let verdict = simulation.withCloud { cloud, now in cloud.take(request, at: now) }
    guard case .reply(let reply) = verdict, (200...201).contains(reply.status) else {
      throw BenchmarkFailure("the simulation does not take \(id): \(verdict)")
    }
  }
}
