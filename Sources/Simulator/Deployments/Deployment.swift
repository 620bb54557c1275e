import Foundation
import Pools
import Templates

/// A deployment's key: its group, and its name in small letters.
struct DeploymentKey: Hashable, Comparable {
  var group: GroupKey
  var name: String

  static func < (left: DeploymentKey, right: DeploymentKey) -> Bool {
    (left.group, left.name) < (right.group, right.name)
  }
}

/// A deployment as the cloud keeps it, while it runs and afterwards.
package struct Deployment: Sendable {
  package enum State: String, Sendable {
    case accepted = "Accepted"
    case running = "Running"
    case succeeded = "Succeeded"
    case failed = "Failed"
    case canceled = "Canceled"

    var isOver: Bool { self == .succeeded || self == .failed || self == .canceled }
  }

  /// What a deployment does to one resource.
  struct Operation: Sendable {
    var id: String
    var trackingID: String
    /// The target's id, as the template evaluates to.
    var target: ResourceID
    /// Operations of one step go on side by side; a step begins when the one before has ended.
    var step: Int
    /// The deployment inside this one that it belongs to, the innermost; nil for this one itself.
    var inner: ResourceID?
    var state: State?
    var endedAt: Date?
    var error: ARMError?
  }

  var group: GroupKey
  var name: String
  var mode: String
  var state: State
  var correlationID: String
  /// The id of the operation status that the answer to its `PUT` links to.
  var statusID: String
  var startedAt: Date
  var endedAt: Date?
  var templateHash: String
  /// As it is answered: secure values are not in it.
  var parameters: JSONValue
  var outputs: JSONValue?
  var error: ARMError?
  /// In the order of their steps.
  var operations: [Operation]
  /// What is still to be done; nil once it is over, secrets and all.
  var plan: DeploymentPlan?
  var tags: JSONValue?
  /// The deployments inside, at any depth.
  var inner: [EvaluatedTemplate.Deployment] = []
  /// Which of them this is the record of; nil for a deployment by itself.
  var within: ResourceID?
  /// The first step that has not ended.
  var currentStep = 0

  var key: DeploymentKey { DeploymentKey(group: group, name: name.lowercased()) }
  var id: String {
    "/subscriptions/\(group.subscription)/resourceGroups/\(group.name)/providers/Microsoft.Resources/deployments/\(name)"
  }
  var steps: Int { (operations.map(\.step).max() ?? -1) + 1 }
}

extension Deployment {
  /// The deployment as it is answered at `now`.
  func json(at now: Date) -> JSONValue {
    var properties: [String: JSONValue] = [
      "templateHash": .string(templateHash), "parameters": parameters, "mode": .string(mode),
      "provisioningState": .string(state.rawValue), "timestamp": .string((endedAt ?? now).armText),
      "duration": .string((endedAt ?? now).armDuration(since: startedAt)), "correlationId": .string(correlationID),
      "providers": providers, "dependencies": [],
    ]
    properties["outputs"] = outputs
    properties["error"] = error?.json
    if state.isOver {
      let resources = own.filter { $0.state == .succeeded }.map(\.target.description)
      properties["outputResources"] = .array(resources.map { ["id": .string($0)] })
    }
    var members: [String: JSONValue] = [
      "id": .string(id), "name": .string(name), "type": "Microsoft.Resources/deployments",
      "properties": .object(properties),
    ]
    members["tags"] = tags
    return .object(members)
  }

  private var providers: JSONValue {
    let spaces = Dictionary(grouping: own, by: { String($0.target.type.provider) }).sorted { $0.key < $1.key }
    return .array(
      spaces.map { name, operations in
        let types = Set(operations.map { $0.target.type.segments.joined(separator: "/") }).sorted()
        return [
          "namespace": .string(name),
          "resourceTypes": .array(types.map { ["resourceType": .string($0), "locations": [.null]] }),
        ]
      })
  }

  /// The operations that have begun, and the evaluation of the outputs at the end, as they are listed.
  func operationList(at now: Date) -> [JSONValue] {
    var list = (own + summaries).compactMap { operation in
      operation.state.map { json(of: operation, $0, at: now) }
    }
    if state == .succeeded, let endedAt {
      let end = "\(id)/operations/08584\(templateHash)"
      list.append([
        "id": .string(end), "operationId": .string("08584\(templateHash)"),
        "properties": [
          "provisioningOperation": "EvaluateDeploymentOutput", "provisioningState": "Succeeded", "statusCode": "OK",
          "timestamp": .string(endedAt.armText), "duration": "PT0.1S", "trackingId": .string(correlationID),
        ],
      ])
    }
    return list
  }

  private func json(of operation: Operation, _ state: State, at now: Date) -> JSONValue {
    var properties: [String: JSONValue] = [
      "provisioningOperation": "Create", "provisioningState": .string(state.rawValue),
      "timestamp": .string((operation.endedAt ?? now).armText),
      "duration": .string((operation.endedAt ?? now).armDuration(since: startedAt)),
      "trackingId": .string(operation.trackingID),
      "statusCode": .string(operation.error?.statusName ?? (state == .succeeded ? "OK" : "Accepted")),
      "targetResource": [
        "id": .string(operation.target.description), "resourceType": .string(operation.target.type.description),
        "resourceName": .string(operation.target.names.joined(separator: "/")),
      ],
    ]
    if let error = operation.error { properties["statusMessage"] = ["status": "Failed", "error": error.json] }
    return [
      "id": .string("\(id)/operations/\(operation.id)"), "operationId": .string(operation.id),
      "properties": .object(properties),
    ]
  }
}
