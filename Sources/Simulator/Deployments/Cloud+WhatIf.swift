import Foundation
import Pools

extension Cloud {
  /// What a deployment would change: worked out on a copy of the cloud, which is then dropped.
  mutating func whatIf(
    _ request: ARMRequest, _ group: ResourceGroupState, _ name: String
  ) throws(ARMError) -> ARMReply {
    let plan = try checkedPlan(request, group, name)
    var copy = self
    copy.faults = FaultQueue()
    var changes: [JSONValue] = []
    for (document, _) in plan.documents {
      changes.append(try copy.predicted(document, plan))
    }
    if plan.mode == "Complete" {
      let named = Set(plan.documents.map(\.document.id.folded))
      for key in store.keys(in: group.key) where !named.contains(where: { key == $0 || key.hasPrefix($0 + "/") }) {
        guard let resource = store[key] else { continue }
        changes.append(["resourceId": .string(resource.id), "changeType": "Delete", "before": rendered(resource)])
      }
    }
    let link = track(
      "/subscriptions/\(group.key.subscription)/operationresults", apiVersion: request.apiVersion, for: .zero,
      result: ARMReply(200, body: ["status": "Succeeded", "properties": ["changes": .array(changes)]]))
    return ARMReply(202, headers: pollHeaders(link))
  }

  /// One resource's change; it happens in this copy, so that what comes after sees it.
  private mutating func predicted(_ document: ResourceDocument, _ plan: DeploymentPlan) throws(ARMError) -> JSONValue {
    let path = ARMPath(document.id.description)
    let before = shown(path)
    var members: [String: JSONValue] = ["resourceId": .string(document.id.description)]
    do throws(ARMError) {
      let body = try plan.resolve(document, self)
      let version = document.apiVersion
      if try putChild(path, body, apiVersion: version, document.id.subscription, settling: false) == nil {
        _ = try put(path, body, apiVersion: version, document.id.subscription, settling: false)
      }
    } catch {
      members["changeType"] = "Unsupported"
      members["unsupportedReason"] = .string(error.message)
      return .object(members)
    }
    let after = shown(path)
    let delta = before.map { Self.delta($0, after ?? .null, path: "") } ?? []
    members["before"] = before
    members["after"] = after
    members["changeType"] = before == nil ? "Create" : delta.isEmpty ? "NoChange" : "Modify"
    if before != nil, !delta.isEmpty { members["delta"] = .array(delta) }
    return .object(members)
  }

  private func shown(_ path: ARMPath) -> JSONValue? {
    if let resource = store[path.key] { return rendered(resource) }
    guard let subscription = path.subscription.flatMap(SubscriptionID.init) else { return nil }
    return try? child(at: path, subscription)
  }

  /// What differs, in the shape of a what-if answer; what Azure writes by itself is left out.
  private static func delta(_ before: JSONValue, _ after: JSONValue, path: String) -> [JSONValue] {
    let own: Set<String> = ["etag", "provisioningState", "resourceGuid", "uniqueId", "timeCreated", "ipAddress"]
    if case .object(let old) = before, case .object(let new) = after {
      return Set(old.keys).union(new.keys).subtracting(own).sorted().flatMap { name in
        delta(old[name] ?? .null, new[name] ?? .null, path: path.isEmpty ? name : "\(path).\(name)")
      }
    }
    if case .array(let old) = before, case .array(let new) = after, old.count == new.count {
      return zip(old, new).enumerated().flatMap { delta($1.0, $1.1, path: "\(path).\($0)") }
    }
    guard !before.saysTheSame(as: after) else { return [] }
    let kind = before == .null ? "Create" : after == .null ? "Delete" : "Modify"
    return [
      [
        "path": .string(path), "propertyChangeType": .string(kind), "before": before, "after": after, "children": .null,
      ]
    ]
  }
}
