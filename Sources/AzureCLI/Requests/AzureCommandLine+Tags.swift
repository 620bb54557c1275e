package import Pools
package import Reconciliation

extension AzureCommandLine {
  package func retag(_ id: ResourceID, apiVersion: String, _ change: TagChange) async throws {
    guard id.type.folded != "microsoft.authorization/roleassignments" else {
      return try await renote(id, apiVersion: apiVersion, change)
    }
    let (operation, tags) =
      switch change {
      case .set(let tags): ("Merge", tags)
      case .remove(let tags): ("Delete", tags)
      }
    guard !tags.isEmpty else { return }
    // The tags of a resource are a resource of their own, which takes a change without the rest of the resource (REST:
    // Microsoft.Resources tags, update at scope).
    let body: JSONValue = [
      "operation": .string(operation), "properties": ["tags": .object(tags.mapValues(JSONValue.string))],
    ]
    try await retag(.write(.patch, ARMPath.tags(of: id), in: id.subscription, body: body), of: id, change)
  }

  /// The same for a role assignment: who has which role where cannot change, so it is written again with another
  /// description.
  private func renote(_ id: ResourceID, apiVersion: String, _ change: TagChange) async throws {
    guard let found = try await resource(id, apiVersion: apiVersion) else {
      if change.isRemoval { return }
      throw AzureError.notFound("\(id.short) is not there")
    }
    let place = JSONPath("properties", "description")
    var text = found.body.value(at: place)?.string ?? ""
    switch change {
    case .set(let tags):
      for (name, value) in tags.sorted(by: { $0.key < $1.key }) {
        text = OwnershipTag.setting(name, to: value, inNote: text)
      }
    case .remove(let tags):
      guard tags.allSatisfy({ found.tag($0.key) == $0.value }) else { return }
      text = OwnershipTag.removed(fromNote: text)
    }
    var properties: [String: JSONValue] = ["description": .string(text)]
    for name in ["roleDefinitionId", "principalId", "principalType", "condition", "conditionVersion"] {
      properties[name] = found.body.value(at: JSONPath("properties", name))?.unlessEmpty
    }
    let path = ARMPath.resource(id, apiVersion: apiVersion)
    let body: JSONValue = ["properties": .object(properties)]
    try await retag(.write(.put, path, in: id.subscription, body: body), of: id, change)
  }

  /// Sends one change of tags, which is no error where they are to be taken off a resource that is not there.
  private func retag(_ call: ARMCall, of id: ResourceID, _ change: TagChange) async throws {
    if case .failure(let refusal) = try await attemptWrite(call) {
      if change.isRemoval, refusal.complaint.provesAbsence(of: id) { return }
      throw refusal.error
    }
  }
}

extension TagChange {
  fileprivate var isRemoval: Bool { if case .remove = self { true } else { false } }
}
