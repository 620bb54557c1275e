import Foundation
import Pools

extension Cloud {
  /// Everything at `…/providers/NS/type…` that is no deployment.
  mutating func answerResources(
    _ request: ARMRequest, _ subscription: SubscriptionID
  ) throws(ARMError) -> ARMReply {
    let path = request.path
    guard let type = path.type else { throw .methodNotAllowed(request.method) }
    if let reply = answerPermissions(request) { return reply }
    if let reply = try answerScaleSet(request, subscription) { return reply }
    if path.endsWithType {
      if request.method == "POST" { return try answerAction(request, subscription) }
      guard request.method == "GET" else { throw .methodNotAllowed(request.method) }
      return try answerCollection(request, type, subscription)
    }
    switch request.method {
    case "GET", "HEAD":
      let rules = try TypeRules.of(type)
      try rules.versions.check(request.apiVersion ?? "", of: rules.type)
      if let body = try child(at: path, subscription) { return ARMReply(200, body: body) }
      let resource = try resource(at: path, subscription)
      guard request.method == "GET" else { return ARMReply(204) }
      let expanded = request.query["$expand"]?.lowercased().split(separator: ",") ?? []
      return reply(200, resource, rules, showing: rules.expansions.filter { expanded.contains(Substring($0.key)) })
    case "PUT": return try putReply(request, subscription)
    case "PATCH": return try patchReply(request, subscription)
    case "DELETE": return try deleteReply(request, subscription)
    default: throw .methodNotAllowed(request.method)
    }
  }

  /// The resource of a path. Throws where it, or its group, is not there.
  func resource(at path: ARMPath, _ subscription: SubscriptionID) throws(ARMError) -> Resource {
    if let found = store[path.key] { return found }
    if path.group != nil { _ = try group(of: path, subscription) }
    throw .resourceNotFound(path.type?.description ?? "", path.names.joined(separator: "/"), group: path.group)
  }

  func reply(
    _ status: Int, _ resource: Resource, _ rules: TypeRules, showing shown: [String: JSONPattern] = [:]
  ) -> ARMReply {
    var headers: [String: String] = [:]
    if rules.style != .plain { headers["ETag"] = resource.etag }
    return ARMReply(status, headers: headers, body: rendered(resource, showing: Array(shown.values)))
  }

  /// A resource as Azure answers it: with what it adds, without what it hides and is not `shown` on request.
  func rendered(_ resource: Resource, inList: Bool = false, showing shown: [JSONPattern] = []) -> JSONValue {
    let rules = TypeRules.all[resource.type.lowercased()]
    var body = resource.body
    for pattern in rules?.writeOnly ?? [] where !shown.contains(pattern) { body = body.changing(pattern) { _ in nil } }
    var members = body.object ?? [:]
    members["id"] = .string(inList ? Self.listed(resource) : resource.id)
    members["name"] = .string(resource.name.split(separator: "/").last.map(String.init) ?? resource.name)
    members["type"] = .string(resource.type)
    if let style = rules?.style, style != .plain { members["etag"] = .string(resource.etag) }
    if case .object(var properties)? = members["properties"] {
      let key = properties.key(of: "provisioningState")
      properties[key] = .string(state(of: resource))
      members["properties"] = .object(properties)
    }
    return .object(members)
  }

  private func state(of resource: Resource) -> String {
    if deleting[resource.key] != nil { return "Deleting" }
    return (resource.settlesAt ?? .distantPast) > now ? resource.settling : "Succeeded"
  }

  /// The id as Azure's lists spell it: Compute writes the group in capitals, Insights the word before it in small letters.
  private static func listed(_ resource: Resource) -> String {
    guard let group = resource.group?.name.description else { return resource.id }
    if resource.type.hasPrefix("Microsoft.Compute/") {
      return resource.id.replacing("/resourceGroups/\(group)/", with: "/resourceGroups/\(group.uppercased())/")
    }
    if resource.type.hasPrefix("Microsoft.Insights/") {
      return resource.id.replacing("/resourceGroups/", with: "/resourcegroups/")
    }
    return resource.id
  }

  /// All resources of a type in a subscription, in a group, below a parent or on a scope.
  private func answerCollection(
    _ request: ARMRequest, _ type: ResourceType, _ subscription: SubscriptionID
  ) throws(ARMError) -> ARMReply {
    let path = request.path
    let rules = try TypeRules.of(type)
    try rules.versions.check(request.apiVersion ?? "", of: rules.type)
    if path.group != nil { _ = try group(of: path, subscription) }
    if let children = try children(at: path, subscription) {
      return try listed(request, children.enumerated().map { (String($0.offset), $0.element) }, text: { $0 })
    }
    let prefix: String
    if path.names.isEmpty {
      prefix = (path.extended ?? "").lowercased() + "/"
    } else {
      _ = try resource(at: path.droppingLast, subscription)
      prefix = path.key + "/"
    }
    let keys = store.keys(of: rules.type, in: subscription).filter { $0.hasPrefix(prefix) }
    if type.folded == "microsoft.authorization/roleassignments" {
      let own = keys.compactMap { key in store[key].map { (key, rendered($0)) } }
      return try listed(request, [("", inheritedRoleAssignments())] + own, text: { $0 })
    }
    return try listed(request, keys.map { ($0, $0) }) { key in
      store[key].map { rendered($0, inList: true) } ?? .null
    }
  }

  /// What a principal may do: everything, in a simulation.
  private func answerPermissions(_ request: ARMRequest) -> ARMReply? {
    guard request.method == "GET", request.path.type?.folded == "microsoft.authorization/permissions" else {
      return nil
    }
    return ARMReply(200, body: ["value": [["actions": ["*"], "notActions": []]]])
  }

  /// The keys of resources that the `$filter` of a generic list allows.
  func generic(_ keys: [String], _ request: ARMRequest) throws(ARMError) -> [(key: String, item: Resource)] {
    let filter = try ListFilter(request.query["$filter"])
    return keys.compactMap { store[$0] }.filter { resource in
      filter.matchesTag(of: resource.body.member("tags"))
        && filter.allows { name in
          switch name {
          case "resourcetype": resource.type
          case "resourcegroup": resource.group?.name.description
          case "name": resource.name
          case "location": resource.location?.description
          default: filter[name]
          }
        }
    }.map { ($0.key, $0) }
  }

  /// A resource as the generic lists have it: without its properties.
  func genericBody(_ resource: Resource) -> JSONValue {
    var members = rendered(resource).object ?? [:]
    members["properties"] = nil
    members["etag"] = nil
    return .object(members)
  }
}
