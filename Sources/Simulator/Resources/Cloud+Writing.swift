import Foundation
import Pools

extension Cloud {
  /// What a body may have at its top; everything else is a mistake that ARM names.
  private static let topLevel: Set<String> = [
    "id", "name", "type", "location", "tags", "sku", "kind", "plan", "zones", "identity", "properties", "managedby",
    "extendedlocation", "etag", "systemdata", "scale", "apiversion",
  ]

  mutating func putReply(_ request: ARMRequest, _ subscription: SubscriptionID) throws(ARMError) -> ARMReply {
    guard let body = request.body, body.object != nil else {
      throw .invalidContent("the request needs a JSON object as its body")
    }
    try checkPreconditions(request, subscription)
    if let reply = try putChild(request, body, subscription) { return reply }
    let isNew = store[request.path.key] == nil
    let resource = try put(request.path, body, apiVersion: request.apiVersion ?? "", subscription, settling: true)
    return writeReply(isNew ? 201 : 200, resource, request)
  }

  mutating func patchReply(_ request: ARMRequest, _ subscription: SubscriptionID) throws(ARMError) -> ARMReply {
    guard let patch = request.body, patch.object != nil else {
      throw .invalidContent("the request needs a JSON object as its body")
    }
    let old = try resource(at: request.path, subscription)
    try checkPreconditions(request, subscription)
    let rules = TypeRules.all[old.type.lowercased()]
    if rules?.style == .network, patch.object?.keys.contains(where: { $0.lowercased() != "tags" }) == true {
      throw ARMError(
        400, "InvalidRequestFormat", "Cannot parse the request.",
        details: [ARMError(400, "InvalidJson", "A PATCH of \(old.type) takes tags and nothing else.")])
    }
    if patch.member("sku")?.member("capacity") == .null {
      throw ARMError(
        400, "InvalidParameter", "Required parameter 'sku.capacity' is missing (null).", target: "sku.capacity")
    }
    var merged = old.body.merging(patch)
    if let tags = patch.member("tags") { merged = merged.changing("tags") { _ in tags } }
    let resource = try put(request.path, merged, apiVersion: request.apiVersion ?? "", subscription, settling: true)
    return writeReply(200, resource, request)
  }

  /// The answer to a write: the resource, and the link by which clients wait until it has settled.
  private mutating func writeReply(_ status: Int, _ resource: Resource, _ request: ARMRequest) -> ARMReply {
    guard let rules = TypeRules.all[resource.type.lowercased()] else {
      return ARMReply(status, body: rendered(resource))
    }
    var answer = reply(status, resource, rules)
    if resource.settlesAt != nil {
      let place = "\(resource.type.prefix { $0 != "/" })/locations/\(resource.location?.description ?? "global")"
      answer.headers["Azure-AsyncOperation"] = track(
        "/subscriptions/\(resource.subscription)/providers/\(place)/operations", apiVersion: request.apiVersion,
        for: settings.latency)
      answer.headers["Retry-After"] = "1"
    }
    return answer
  }

  /// `If-Match` and `If-None-Match`, quotes and weakness of the tags aside.
  func checkPreconditions(_ request: ARMRequest, _ subscription: SubscriptionID) throws(ARMError) {
    let old = store[request.path.key]
    let failed = ARMError(
      412, "PreconditionFailed",
      "The condition '\(request.headers["if-match"] ?? "*")' does not hold for this resource.")
    if let wanted = request.headers["if-match"] {
      guard let old, wanted == "*" || Self.bare(wanted) == Self.bare(old.etag) else { throw failed }
    }
    if request.headers["if-none-match"] == "*", old != nil { throw failed }
  }

  private static func bare(_ etag: String) -> String {
    etag.replacing("W/", with: "").replacing("\"", with: "").trimmingCharacters(in: .whitespaces)
  }

  /// Makes or replaces a resource as Azure would, or throws why it would not. Children inside a parent are not for here.
  ///
  /// - Parameter settling: true where `provisioningState` says for a while that it goes on; a deployment's operations
  ///   end only when that is over.
  mutating func put(
    _ path: ARMPath, _ given: JSONValue, apiVersion: String, _ subscription: SubscriptionID, settling: Bool
  ) throws(ARMError) -> Resource {
    guard let type = path.type else { throw .methodNotAllowed("PUT") }
    let rules = try TypeRules.of(type)
    try rules.versions.check(apiVersion, of: rules.type, location: given.member("location")?.string)
    try checkPlace(path, rules, subscription)
    let old = store[path.key]
    if let lock = lock(on: path.text, onlyReading: true) { throw .locked(path.text, by: lock, verb: "write") }
    var body = try top(given, rules, old, path)
    for field in rules.fixed where field.isKept {
      if let value = old?.body.first(field.pattern) { body = body.changing(field.pattern) { $0 ?? value } }
    }
    for (list, since) in rules.keptLists where apiVersion >= since && body.first(list) == nil {
      if let value = old?.body.first(list) { body = body.changing(list) { _ in value } }
    }
    body = rules.prepare(body, old)
    for (pattern, value) in rules.defaults { body = body.changing(pattern) { $0 ?? value } }
    if let old { try checkFixed(rules, old.body, body) }
    try rules.check(body)
    if type.folded == "microsoft.authorization/roleassignments" { try checkRoleAssignment(path, body, old) }
    let id = old?.id ?? spelled(path, rules.type)
    try checkReferences(rules, id, body)
    try checkNeighbours(type, id, body)

    var resource = Resource(
      id: id, type: rules.type, name: path.names.joined(separator: "/"),
      group: path.group.flatMap(ResourceGroupName.init).map { GroupKey(subscription: subscription, name: $0) },
      subscription: subscription, apiVersion: apiVersion, body: body, etag: newETag(rules.style, old?.etag))
    decorate(&resource, rules, old)
    if settling, rules.style != .plain {
      resource.settlesAt = now.advanced(by: settings.latency)
      resource.settling = old == nil ? "Creating" : "Updating"
    }
    store[path.key] = resource
    if let upgrade = resource.upgrade, upgrade.endedAt == nil { upgrading.insert(path.key) }
    deleting[path.key] = nil
    return resource
  }

  /// The body's top level as Azure keeps it: location in its canonical spelling, tags checked, no unknown member.
  private func top(
    _ given: JSONValue, _ rules: TypeRules, _ old: Resource?, _ path: ARMPath
  ) throws(ARMError) -> JSONValue {
    var members = given.object ?? [:]
    for name in members.keys.sorted() {
      guard Self.topLevel.contains(name.lowercased()) else {
        throw .invalidContent("Could not find member '\(name)' on object of type 'ResourceDefinition'")
      }
    }
    for name in ["id", "name", "type", "etag", "systemData", "apiVersion"] { members[members.key(of: name)] = nil }
    members = members.filter { $0.value != .null }
    if let tags = members["tags"] { members["tags"] = try Self.checkedTags(tags) }
    guard rules.isLocated else { return .object(members) }
    guard let text = given.member("location")?.string, let location = Location(text) else {
      throw ARMError(400, "LocationRequired", "The location property is required for this definition.")
    }
    guard Region.all.contains(location.description) || location.description == "global" else {
      throw ARMError(
        400, "LocationNotAvailableForResourceType",
        "The provided location '\(text)' is not available for resource type '\(rules.type)'."
          + " List of available regions for the resource type is '\(Region.all.joined(separator: ","))'.")
    }
    if let before = old?.location, before != location {
      throw ARMError(
        409, "InvalidResourceLocation",
        "The resource '\(path.names.joined(separator: "/"))' already exists in location '\(before)' in resource group"
          + " '\(path.group ?? "")'. A resource with the same name cannot be created in location '\(location)'."
          + " Please select a new resource name.")
    }
    members[members.key(of: "location")] = .string(location.description)
    return .object(members)
  }

  private func checkFixed(_ rules: TypeRules, _ old: JSONValue, _ new: JSONValue) throws(ARMError) {
    for field in rules.fixed {
      let name = field.pattern.steps.joined(separator: ".")
      guard let before = old.first(field.pattern) ?? field.absent else { continue }
      let after = new.first(field.pattern) ?? field.absent
      let isRefused = after.map { field.refuses(before, $0) } ?? (name == "zones")
      if isRefused {
        throw ARMError(409, field.code, "Changing property '\(name)' is not allowed.", target: name)
      }
    }
  }

  /// The id in the spelling of the path, its type in Azure's.
  private func spelled(_ path: ARMPath, _ type: String) -> String {
    let scope = path.extended ?? ""
    let parts = scope.split(separator: "/").map(String.init).enumerated().map { position, part in
      switch part.lowercased() {
      case "subscriptions" where position == 0: "subscriptions"
      case "resourcegroups" where position == 2: "resourceGroups"
      default: part
      }
    }
    let names = zip(type.split(separator: "/").dropFirst(), path.names).map { "\($0)/\($1)" }
    return "/" + parts.joined(separator: "/") + "/providers/\(type.prefix { $0 != "/" })/"
      + names.joined(separator: "/")
  }

  private mutating func newETag(_ style: TypeRules.Style, _ old: String?) -> String {
    switch style {
    case .compute: "\"\((old.flatMap { Int($0.filter(\.isNumber)) } ?? 0) + 1)\""
    default: "W/\"\(identifiers.guid())\""
    }
  }
}
