package import Foundation
package import Pools
import Synchronization

/// One running simulation: its cloud behind a lock, and its clock. What tests in the same process hold on to.
package final class Simulation: Sendable {
  private struct State: ~Copyable, Sendable {
    var cloud: Cloud
    /// How far the simulation's clock is ahead of the machine's.
    var ahead: Duration = .zero
    var tokens = 0
  }

  private let state: Mutex<State>
  private let clock: @Sendable () -> Date

  /// - Parameter clock: the time now; a simulation reads it once a request.
  package init(_ settings: CloudSettings, clock: @escaping @Sendable () -> Date = { Date() }) {
    self.clock = clock
    state = Mutex(State(cloud: Cloud(settings, at: clock())))
  }

  /// Works on the cloud as it is now, everything that is due having happened. Never holds on to anything else.
  package func withCloud<Result: Sendable>(_ body: @Sendable (inout Cloud, Date) throws -> Result) rethrows -> Result {
    try state.withLock { state in
      let now = clock().advanced(by: state.ahead)
      state.cloud.advance(to: now)
      return try body(&state.cloud, now)
    }
  }

  func take(_ request: ARMRequest) -> Cloud.Verdict { withCloud { cloud, now in cloud.take(request, at: now) } }

  /// How many tokens the identity endpoint has handed out.
  package var tokens: Int { state.withLock { $0.tokens } }

  func countToken() { state.withLock { $0.tokens += 1 } }

  var now: Date { withCloud { _, now in now } }

  /// Moves the simulation's clock ahead, so that what takes time is over without anybody's waiting.
  package func advance(by duration: Duration) {
    state.withLock { $0.ahead += duration }
    withCloud { _, _ in }
  }

  /// All requests to ARM since the start or the last reset, the oldest first; the newest 100,000 at most.
  package var requests: [RequestRecord] { withCloud { cloud, _ in cloud.journal.records } }

  /// Those of them that would have changed something.
  package var writes: [RequestRecord] { requests.filter(\.isWrite) }

  package func forgetRequests() { withCloud { cloud, _ in cloud.journal.removeAll() } }

  package func inject(_ fault: Fault) { withCloud { cloud, _ in cloud.faults.add(fault) } }

  package func clearFaults() { withCloud { cloud, _ in cloud.faults.removeAll() } }

  /// Forgets all groups, resources, deployments, faults and requests.
  package func reset() { withCloud { cloud, now in cloud.reset(at: now) } }

  /// Sets a metric of a resource from now on, for autoscale rules; nil takes it away.
  package func setMetric(_ name: String, of resource: String, to value: Double?) {
    withCloud { cloud, now in cloud.metrics.set(name, of: resource, to: value, at: now) }
  }

  /// Puts a secret into a Key Vault, for deployments that refer to it; the vault is made where there is none.
  package func setSecret(_ name: String, of vault: String, to value: String) throws {
    try withCloud { cloud, _ in try cloud.setSecret(name, of: vault, to: value) }
  }

  /// A resource as ARM would answer it; nil where there is none.
  package func resource(_ id: String) -> JSONValue? {
    withCloud { cloud, _ in cloud.store[id.lowercased()].map { cloud.rendered($0) } }
  }

  /// All resources of a group as ARM would answer them, in the order of their ids; none where there is no such group.
  package func resources(of group: ResourceGroupName, in subscription: SubscriptionID) -> [JSONValue] {
    withCloud { cloud, _ in
      cloud.store.keys(in: GroupKey(subscription: subscription, name: group))
        .compactMap { cloud.store[$0].map { cloud.rendered($0) } }
    }
  }

  /// The deployments that are kept of a group, by name, each with its state (`Succeeded`).
  package func deployments(of group: ResourceGroupName, in subscription: SubscriptionID) -> [String: String] {
    withCloud { cloud, _ in
      let kept = cloud.deployments[GroupKey(subscription: subscription, name: group)] ?? [:]
      return Dictionary(kept.values.map { ($0.name, $0.state.rawValue) }) { first, _ in first }
    }
  }

  /// Merges a patch into a resource with no questions asked: a change behind the controller's back.
  package func change(_ id: String, _ patch: JSONValue) throws {
    try withCloud { cloud, _ in try cloud.force(id, patch) }
  }

  /// Takes a resource or a group away at once, whatever names it.
  package func remove(_ id: String) { withCloud { cloud, _ in cloud.forceRemoval(of: id) } }
}
