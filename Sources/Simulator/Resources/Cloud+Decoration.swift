import Foundation
import Pools

extension Cloud {
  /// Adds what Azure works out by itself: identities, ids and tags of children, and the type's own.
  mutating func decorate(_ resource: inout Resource, _ rules: TypeRules, _ old: Resource?) {
    if rules.style == .network {
      let guid = old?.body.first("properties.resourceGuid")?.string ?? identifiers.guid()
      resource.body = resource.body.changing("properties.resourceGuid") { _ in .string(guid) }
    }
    decorateIdentity(&resource, old)
    var here = TypeRules.Surroundings(
      now: now, latency: settings.latency, tenant: settings.tenant, identifiers: identifiers)
    rules.finish(&resource, old, &here)
    identifiers = here.identifiers
    for children in rules.children where rules.style == .network {
      let (id, type, etag) = (resource.id, resource.type, resource.etag)
      resource.body = resource.body.changing(JSONPattern(children.list.steps.joined(separator: ".") + ".*")) { child in
        guard case .object(var members)? = child, let name = child?.member("name")?.string else { return child }
        members["id"] = .string("\(id)/\(children.segment)/\(name)")
        members["type"] = .string("\(type)/\(children.segment)")
        members["etag"] = .string(etag)
        var properties = members["properties"]?.object ?? [:]
        properties["provisioningState"] = "Succeeded"
        members["properties"] = .object(properties)
        return .object(members)
      }
    }
  }

  /// A system-assigned identity has its principal from its first day to its last; user-assigned ones show theirs.
  private mutating func decorateIdentity(_ resource: inout Resource, _ old: Resource?) {
    guard case .object(var identity)? = resource.body.member("identity") else { return }
    let words = (identity["type"]?.string ?? "").split(separator: ",").map {
      $0.trimmingCharacters(in: .whitespaces).lowercased()
    }
    let kinds = ["SystemAssigned", "UserAssigned"].filter { words.contains($0.lowercased()) }
    identity["type"] = .string(kinds.isEmpty ? "None" : kinds.joined(separator: ", "))
    // What only Azure writes is never taken from a request.
    for name in ["principalId", "tenantId"] { identity[name] = nil }
    if kinds.contains("SystemAssigned") {
      identity["principalId"] = old?.body.first("identity.principalId") ?? .string(identifiers.guid())
      identity["tenantId"] = .string(settings.tenant)
    }
    if !kinds.contains("UserAssigned") { identity["userAssignedIdentities"] = nil }
    if case .object(let given)? = identity["userAssignedIdentities"] {
      var named: [String: JSONValue] = [:]
      for id in given.keys.sorted() {
        let found = store[id.lowercased()]
        named[id] = [
          "principalId": found?.body.first("properties.principalId") ?? .null,
          "clientId": found?.body.first("properties.clientId") ?? .null,
        ]
      }
      identity["userAssignedIdentities"] = .object(named)
    }
    resource.body = resource.body.changing("identity") { _ in .object(identity) }
  }
}
