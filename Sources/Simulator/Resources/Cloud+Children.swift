import Foundation
import Pools

/// A child that lives inside its parent's body: a subnet, a probe, an extension.
struct EmbeddedChild {
  var parent: ARMPath
  var rules: TypeRules
  var list: TypeRules.Children
  /// Nil for the collection.
  var name: String?
}

extension Cloud {
  /// What a path means where it leads into a parent's body; nil where it does not.
  func embedded(_ path: ARMPath) -> EmbeddedChild? {
    guard let part = path.providers.last, part.segments.count == 2, path.providers.count == 1,
      let rules = TypeRules.all["\(part.namespace)/\(part.segments[0].type)".lowercased()],
      let list = rules.children(part.segments[1].type)
    else { return nil }
    let name = part.segments[1].name
    let parent = name == nil ? path.droppingLast : path.droppingLast.droppingLast
    return EmbeddedChild(parent: parent, rules: rules, list: list, name: name)
  }

  /// The children of a collection's path, as they are answered; nil where they are no part of a body.
  func children(at path: ARMPath, _ subscription: SubscriptionID) throws(ARMError) -> [JSONValue]? {
    guard let place = embedded(path) else { return nil }
    let parent = try resource(at: place.parent, subscription)
    let shown = rendered(parent).first(place.list.list)?.array ?? []
    guard place.rules.style != .network else { return shown }
    return shown.map { child in
      guard case .object(var members) = child, let name = child.member("name")?.string else { return child }
      members["id"] = .string("\(parent.id)/\(place.list.segment)/\(name)")
      members["type"] = .string("\(parent.type)/\(place.list.segment)")
      return .object(members)
    }
  }

  /// The child of a path; nil where it would be a resource of its own. Throws where it should be in a body and is not.
  func child(at path: ARMPath, _ subscription: SubscriptionID) throws(ARMError) -> JSONValue? {
    guard let place = embedded(path), let name = place.name else { return nil }
    let found = try children(at: path.droppingLast, subscription)?.first {
      $0.member("name")?.string?.lowercased() == name.lowercased()
    }
    guard let found else { throw ARMError(404, "NotFound", "Resource \(path.text) not found.") }
    return found
  }

  /// Puts a child into its parent's body; nil where it would be a resource of its own.
  mutating func putChild(
    _ request: ARMRequest, _ body: JSONValue, _ subscription: SubscriptionID
  ) throws(ARMError) -> ARMReply? {
    let version = request.apiVersion ?? ""
    guard
      let isNew = try putChild(request.path, body, apiVersion: version, subscription, settling: true),
      let child = try child(at: request.path, subscription)
    else { return nil }
    return ARMReply(isNew ? 201 : 200, body: child)
  }

  /// The same for a deployment; true where the child is new.
  mutating func putChild(
    _ path: ARMPath, _ body: JSONValue, apiVersion: String, _ subscription: SubscriptionID, settling: Bool
  ) throws(ARMError) -> Bool? {
    guard let place = embedded(path), let name = place.name else { return nil }
    guard let parent = store[place.parent.key] else {
      if path.group != nil { _ = try group(of: path, subscription) }
      throw ARMError(
        404, "ParentResourceNotFound",
        "Failed to perform 'write' on resource(s) of type '\(path.type?.description ?? "")', because the parent resource"
          + " '\(place.parent.text)' could not be found.")
    }
    var child: [String: JSONValue] = ["name": .string(name)]
    child["properties"] = body.member("properties") ?? [:]
    child["zones"] = body.member("zones")
    var list = parent.body.first(place.list.list)?.array ?? []
    let position = list.firstIndex { $0.member("name")?.string?.lowercased() == name.lowercased() }
    if let position { list[position] = .object(child) } else { list.append(.object(child)) }
    try replaceChildren(place, parent, list, apiVersion, subscription, settling)
    return position == nil
  }

  /// Takes a child out of its parent's body; nil where it would be a resource of its own.
  mutating func deleteChild(_ request: ARMRequest, _ subscription: SubscriptionID) throws(ARMError) -> ARMReply? {
    guard let place = embedded(request.path), let name = place.name else { return nil }
    guard let parent = store[place.parent.key] else { return ARMReply(204) }
    var list = parent.body.first(place.list.list)?.array ?? []
    guard let position = list.firstIndex(where: { $0.member("name")?.string?.lowercased() == name.lowercased() })
    else { return ARMReply(204) }
    if let user = user(of: request.path.text, in: subscription), let code = place.rules.inUseCode {
      throw ARMError(400, code, "\(request.path.text) is in use by \(user) and cannot be deleted.")
    }
    list.remove(at: position)
    try replaceChildren(place, parent, list, request.apiVersion ?? "", subscription, true)
    return ARMReply(200)
  }

  private mutating func replaceChildren(
    _ place: EmbeddedChild, _ parent: Resource, _ list: [JSONValue], _ apiVersion: String,
    _ subscription: SubscriptionID, _ settling: Bool
  ) throws(ARMError) {
    var path = JSONPath()
    path.steps = place.list.list.steps.map { .member($0) }
    let body = parent.body.setting(.array(list), at: path)
    _ = try put(place.parent, body, apiVersion: apiVersion, subscription, settling: settling)
  }
}
