import Foundation
import Pools
import Templates

extension Cloud {
  /// Everything at `…/providers/Microsoft.Resources/deployments…`.
  mutating func answerDeployments(
    _ request: ARMRequest, _ subscription: SubscriptionID
  ) throws(ARMError) -> ARMReply {
    let segments = request.path.providers[0].segments
    guard request.path.group != nil else {
      guard request.method == "GET", segments.count == 1, segments[0].name == nil else {
        throw ARMError(
          400, "DeploymentScopeNotSupported", "This simulation deploys to resource groups and to no other scope.")
      }
      return ARMReply(200, body: ["value": []])
    }
    let group = try group(of: request.path, subscription)
    guard let name = segments[0].name else { return try listDeployments(request, group) }
    guard segments.count > 1 else { return try answerDeployment(request, group, name) }
    switch (request.method, segments[1].type.lowercased(), segments[1].name) {
    case ("POST", "validate", nil): return try validate(request, group, name)
    case ("POST", "whatif", nil): return try whatIf(request, group, name)
    case ("POST", "cancel", nil): return try cancel(try deployment(name, group))
    case ("POST", "exporttemplate", nil):
      let plan = try deployment(name, group).plan
      return ARMReply(200, body: ["template": plan?.template ?? [:]])
    case ("GET", "operations", nil):
      let list = try deployment(name, group).operationList(at: now)
      return try listed(request, list.enumerated().map { (String($0.offset), $0.element) }, text: { $0 })
    case ("GET", "operations", let id?):
      let list = try deployment(name, group).operationList(at: now)
      guard let found = list.first(where: { $0.member("operationId")?.string == id }) else {
        throw ARMError(404, "DeploymentOperationNotFound", "Deployment operation '\(id)' could not be found.")
      }
      return ARMReply(200, body: found)
    case ("GET", "operationstatuses", _): return statusReply(try deployment(name, group))
    default: throw .methodNotAllowed(request.method)
    }
  }

  private mutating func answerDeployment(
    _ request: ARMRequest, _ group: ResourceGroupState, _ name: String
  ) throws(ARMError) -> ARMReply {
    switch request.method {
    case "GET": return ARMReply(200, body: body(of: try deployment(name, group)))
    case "HEAD":
      _ = try deployment(name, group)
      return ARMReply(204)
    case "PUT": return try startDeployment(request, group, name)
    case "DELETE": return try deleteDeployment(request, group, name)
    default: throw .methodNotAllowed(request.method)
    }
  }

  func deployment(_ name: String, _ group: ResourceGroupState) throws(ARMError) -> Deployment {
    guard let found = deployments[group.key]?[name.lowercased()] else { throw .deploymentNotFound(name) }
    return found
  }

  func body(of deployment: Deployment) -> JSONValue { deployment.json(at: now) }

  private func listDeployments(
    _ request: ARMRequest, _ group: ResourceGroupState
  ) throws(ARMError) -> ARMReply {
    guard request.method == "GET" else { throw .methodNotAllowed(request.method) }
    let filter = try ListFilter(request.query["$filter"])
    let found = (deployments[group.key] ?? [:]).values
      .filter { deployment in
        filter.allows { $0 == "provisioningstate" ? deployment.state.rawValue : nil }
      }
      .sorted { ($0.startedAt, $0.name) > ($1.startedAt, $1.name) }
    return try listed(request, found.map { ($0.name, $0) }, text: body)
  }

  private func statusReply(_ deployment: Deployment) -> ARMReply {
    var body: [String: JSONValue] = ["status": .string(deployment.state.rawValue)]
    body["error"] = deployment.error?.json
    // Without Retry-After, as ARM has it: `az` then comes back every 30 seconds.
    return ARMReply(200, body: .object(body))
  }

  private mutating func startDeployment(
    _ request: ARMRequest, _ group: ResourceGroupState, _ name: String
  ) throws(ARMError) -> ARMReply {
    guard group.deletedAt == nil else { throw Self.beingDeleted(group.key.name) }
    let old = deployments[group.key]?[name.lowercased()]
    if let old, !old.state.isOver {
      throw ARMError(
        409, "DeploymentActive",
        "Unable to edit or replace deployment '\(old.name)': previous deployment from '\(old.startedAt.armText)' is"
          + " still active. Please see https://aka.ms/arm-deployment-operations for usage details.")
    }
    let plan = try checkedPlan(request, group, name)
    if old == nil { try groom(group) }
    let deployment = begin(plan, named: old?.name ?? name, in: group, tags: request.body?.member("tags"))
    let link = link("\(deployment.id)/operationStatuses/\(deployment.statusID)", request.apiVersion)
    return ARMReply(
      old == nil ? 201 : 200, headers: ["Azure-AsyncOperation": link], body: body(of: deployment))
  }

  /// Enters a new run: nothing has happened yet, its first step begins now.
  private mutating func begin(
    _ plan: DeploymentPlan, named name: String, in group: ResourceGroupState, tags: JSONValue?
  ) -> Deployment {
    let operations = plan.documents.map { document, step in
      Deployment.Operation(
        id: identifiers.operation(), trackingID: identifiers.guid(), target: document.id, step: step,
        inner: plan.inner.first { $0.resources.contains(document.id) }?.id)
    }
    var deployment = Deployment(
      group: group.key, name: name, mode: plan.mode, state: .accepted, correlationID: identifiers.guid(),
      statusID: "08584" + identifiers.operation(), startedAt: now, templateHash: plan.hash,
      parameters: plan.parameters, operations: operations, plan: plan)
    deployment.tags = tags
    deployment.inner = plan.inner
    deployments[group.key, default: [:]][name.lowercased()] = deployment
    active.insert(deployment.key)
    advanceDeployments(to: now)
    return deployments[group.key]?[name.lowercased()] ?? deployment
  }

  /// Makes room for one more: the oldest that is over goes, unless a lock forbids all deletion here.
  private mutating func groom(_ group: ResourceGroupState) throws(ARMError) {
    let kept = deployments[group.key] ?? [:]
    guard kept.count >= settings.deploymentLimit else { return }
    let oldest = kept.values.filter(\.state.isOver).min { ($0.startedAt, $0.name) < ($1.startedAt, $1.name) }
    guard let oldest, lock(on: group.id) == nil else {
      throw ARMError(
        409, "DeploymentQuotaExceeded",
        "Creating the deployment would exceed the quota of '\(settings.deploymentLimit)'. The current deployment count is"
          + " '\(kept.count)'. Please delete some deployments before creating a new one, or see"
          + " https://aka.ms/800LimitFix for information on managing deployment limits.")
    }
    deployments[group.key]?[oldest.key.name] = nil
  }

  private mutating func deleteDeployment(
    _ request: ARMRequest, _ group: ResourceGroupState, _ name: String
  ) throws(ARMError) -> ARMReply {
    guard let found = deployments[group.key]?[name.lowercased()] else { return ARMReply(204) }
    guard found.state.isOver else {
      throw ARMError(
        409, "DeploymentActive", "Unable to delete deployment '\(found.name)': it is still active.")
    }
    if let lock = lock(on: found.id) { throw .locked(found.id, by: lock, verb: "delete") }
    deployments[group.key]?[name.lowercased()] = nil
    let link = track(
      "/subscriptions/\(group.key.subscription)/operationresults", apiVersion: request.apiVersion,
      for: .zero, result: ARMReply(204))
    return ARMReply(202, headers: pollHeaders(link))
  }

  private mutating func cancel(_ deployment: Deployment) throws(ARMError) -> ARMReply {
    guard !deployment.state.isOver else {
      throw ARMError(
        409, "DeploymentCannotBeCancelled",
        "The deployment '\(deployment.name)' cannot be cancelled: its state is '\(deployment.state.rawValue)'.")
    }
    end(deployment.key, .canceled, at: now)
    return ARMReply(204)
  }
}
