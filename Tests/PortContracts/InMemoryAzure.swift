import Foundation
package import Pools
package import Reconciliation
import Synchronization

/// An Azure in memory for tests of what uses the port: deployments end when the test says so, reads and writes are
/// counted, and any call can be made to fail.
///
/// A `Mutex` guards all of its state.
package final class InMemoryAzure: Azure {
  package struct Deployment: Sendable {
    package var status: DeploymentStatus
    package var resources: [ResourceDocument]
  }

  package struct State: Sendable {
    package var groups: [SubscriptionID: [ResourceGroupName: ResourceGroup]] = [:]
    package var resources: [ResourceID: ResourceDocument] = [:]
    package var deployments: [DeploymentScope: [Deployment]] = [:]
    /// Every call in the order of coming: `list Microsoft.Network/loadBalancers`, `start weir-nlp-…`, …
    package var calls: [String] = []
    /// Resources that are there and that lists do not show, as after a write that a list lags behind.
    package var unlisted: Set<ResourceID> = []
    /// Resources that lists go on to show after they were deleted.
    package var listedStill: Set<ResourceID> = []
    var ghosts: [ResourceID: ResourceDocument] = [:]
    /// How many looks a deployment takes to end.
    package var looksUntilDone = 1
    /// Deployments that end as failed, by a part of their name, with the message.
    package var failing: [String: String] = [:]
    /// Deployments that never end, by a part of their name.
    package var hanging: Set<String> = []
    var looks: [String: Int] = [:]
    var correlation = 0
  }

  private let state = Mutex(State())
  /// Called before each call with its words; what it throws, the call throws. Before a list it is called once more, with
  /// the subscription: `list Microsoft.Network/loadBalancers in 11111111-…`.
  private let fault: @Sendable (String) async throws -> Void

  package init(fault: @escaping @Sendable (String) async throws -> Void = { _ in }) { self.fault = fault }

  package func withState<Result: Sendable>(_ body: (inout State) -> Result) -> Result {
    state.withLock { body(&$0) }
  }

  /// The calls so far that wrote.
  package var writes: [String] {
    withState { $0.calls.filter { call in ["start ", "group ", "delete ", "tag "].contains { call.hasPrefix($0) } } }
  }

  private func called(_ words: String) async throws {
    withState { $0.calls.append(words) }
    try await fault(words)
  }

  package func signIn() async throws { try await called("signIn") }

  package func resourceGroups(in subscription: SubscriptionID) async throws -> [ResourceGroup] {
    try await called("groups \(subscription)")
    return withState { $0.groups[subscription, default: [:]].values.sorted { $0.name < $1.name } }
  }

  package func resourceGroup(
    _ name: ResourceGroupName, in subscription: SubscriptionID
  ) async throws -> ResourceGroup? {
    try await called("get group \(name)")
    return withState { $0.groups[subscription]?[name] }
  }

  package func resources(
    _ query: ResourceQuery, in subscription: SubscriptionID,
    page: @Sendable ([ResourceDocument]) async throws -> Void
  ) async throws {
    try await called("list \(query.type)")
    try await fault("list \(query.type) in \(subscription)")
    let all = withState { state in
      (Array(state.resources.values) + state.ghosts.values)
        .filter { $0.type == query.type && $0.id.subscription == subscription && !state.unlisted.contains($0.id) }
        .sorted { $0.id < $1.id }
    }
    // Two to a page, so that whoever reads only the first page is found out.
    for start in stride(from: 0, to: all.count, by: 2) { try await page(Array(all[start..<min(start + 2, all.count)])) }
  }

  package func resource(_ id: ResourceID, apiVersion: String) async throws -> ResourceDocument? {
    try await called("get \(id.short)")
    return withState { $0.resources[id] }
  }

  package func makeResourceGroup(_ group: ResourceGroup, in subscription: SubscriptionID) async throws {
    try await called("group \(group.name)")
    withState { $0.groups[subscription, default: [:]][group.name] = group }
  }

  package func deployments(in scope: DeploymentScope) async throws -> [DeploymentStatus] {
    try await called("deployments \(scope.resourceGroup)")
    return withState { state in
      for (position, deployment) in state.deployments[scope, default: []].enumerated()
      where deployment.status.state == .running && !state.hanging.contains(where: deployment.status.name.contains) {
        state.looks[deployment.status.correlationID, default: 0] += 1
        guard state.looks[deployment.status.correlationID, default: 0] >= state.looksUntilDone else { continue }
        state.finish(position, in: scope)
      }
      return state.deployments[scope, default: []].map(\.status)
    }
  }

  package func start(_ deployment: DeploymentRequest) async throws {
    try await called("start \(deployment.name)")
    try withState { state -> Result<Void, AzureError> in
      guard state.groups[deployment.scope.subscription]?[deployment.scope.resourceGroup] != nil else {
        return .failure(.notFound("ResourceGroupNotFound"))
      }
      var kept = state.deployments[deployment.scope, default: []]
      guard !kept.contains(where: { $0.status.name == deployment.name && $0.status.state == .running }) else {
        return .failure(.conflict("DeploymentActive"))
      }
      if let unknown = deployment.unknownParameter {
        return .failure(.invalidTemplate("InvalidTemplate: the template has no parameter \(unknown)"))
      }
      kept.removeAll { $0.status.name == deployment.name }
      state.correlation += 1
      let status = DeploymentStatus(name: deployment.name, state: .running, correlationID: "c\(state.correlation)")
      kept.append(Deployment(status: status, resources: deployment.documents))
      state.deployments[deployment.scope] = kept
      return .success(())
    }.get()
  }

  package func failure(of deployment: String, in scope: DeploymentScope) async throws -> String? {
    try await called("operations \(deployment)")
    return withState { $0.deployments[scope]?.first { $0.status.name == deployment }?.status.error }
  }

  package func retag(_ id: ResourceID, apiVersion: String, _ change: TagChange) async throws {
    try await called("tag \(id.short)")
    try withState { state -> Result<Void, AzureError> in
      guard var document = state.resources[id] else {
        if case .remove = change { return .success(()) }
        return .failure(.notFound("ResourceNotFound"))
      }
      switch change {
      case .set(let tags):
        for (name, value) in tags { document = document.settingTag(name, to: value) }
      case .remove(let tags):
        for (name, value) in tags where document.tag(name) == value { document = document.settingTag(name, to: nil) }
      }
      state.resources[id] = document
      return .success(())
    }.get()
  }

  package func delete(_ id: ResourceID, apiVersion: String) async throws {
    try await called("delete \(id.short)")
    withState { state in
      if state.listedStill.contains(id) { state.ghosts[id] = state.resources[id] }
      state.resources[id] = nil
    }
  }
}

extension InMemoryAzure.State {
  fileprivate mutating func finish(_ position: Int, in scope: DeploymentScope) {
    guard var deployment = deployments[scope]?[position] else { return }
    if let (_, message) = failing.first(where: { deployment.status.name.contains($0.key) }) {
      deployment.status.state = .failed
      deployment.status.error = message
    } else {
      deployment.status.state = .succeeded
      for resource in deployment.resources { resources[resource.id] = resource }
    }
    deployments[scope]?[position] = deployment
  }
}

extension ResourceDocument {
  /// With another value of a tag, or without it; of a role assignment, in its description.
  fileprivate func settingTag(_ name: String, to value: String?) -> ResourceDocument {
    var document = self
    let place = JSONPath("properties", "description")
    if body.member("tags") == nil, let text = body.value(at: place)?.string {
      let note =
        value.map { OwnershipTag.setting(name, to: $0, inNote: text) } ?? OwnershipTag.removed(fromNote: text)
      document.body = body.setting(.string(note), at: place)
    } else {
      document.body = body.setting(value.map(JSONValue.string), at: JSONPath("tags", name))
    }
    return document
  }
}

extension DeploymentRequest {
  /// A parameter that an expression of a resource names and the template does not declare.
  fileprivate var unknownParameter: String? {
    let declared = Set(template["parameters"]?.object?.keys.map { $0.lowercased() } ?? [])
    return (template["resources"] ?? .null).texts.lazy
      .filter { $0.hasPrefix("[") && !$0.hasPrefix("[[") }
      .flatMap { $0.matches(of: /parameters\('([^']*)'\)/).map { String($0.output.1) } }
      .first { !declared.contains($0.lowercased()) }
  }

  /// The template's resources as Azure would keep them; expressions stay as they stand.
  fileprivate var documents: [ResourceDocument] {
    (template["resources"]?.array ?? []).compactMap { resource in
      guard case .object(var members) = resource, let type = members["type"]?.string.flatMap(ResourceType.init),
        let names = members["name"]?.string?.split(separator: "/").map(String.init),
        let id = ResourceID(
          subscription: scope.subscription, resourceGroup: scope.resourceGroup, type: type, names: names)
      else { return nil }
      let version = members["apiVersion"]?.string ?? ""
      for envelope in ["type", "name", "apiVersion", "dependsOn"] { members[envelope] = nil }
      return ResourceDocument(id: id, apiVersion: version, body: .object(members))
    }
  }
}

extension JSONValue {
  /// All texts in it, at any depth; the names of members are none.
  fileprivate var texts: [String] {
    switch self {
    case .string(let text): [text]
    case .array(let elements): elements.flatMap(\.texts)
    case .object(let members): members.values.flatMap(\.texts)
    default: []
    }
  }
}
