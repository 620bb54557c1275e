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
    try await send("patch", ARMPath.tags(of: id), body, isRemoval: change.isRemoval)
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
    try await send("put", path, ["properties": .object(properties)], isRemoval: change.isRemoval)
  }

  private func send(_ method: String, _ path: String, _ body: JSONValue, isRemoval: Bool) async throws {
    let call = Self.rest(method, path) + ["--body", body.text()]
    if case .failure(let refusal) = try await attempt(call) {
      if isRemoval && refusal.provesAbsence { return }
      throw refusal.error
    }
  }
}

extension TagChange {
  fileprivate var isRemoval: Bool { if case .remove = self { true } else { false } }
}
